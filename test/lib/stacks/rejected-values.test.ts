// What OrganizationTrailStacks rejects, each part with its own sentence, in the one error of the synthesis.
import { Duration } from 'aws-cdk-lib';
import { CisControl } from '../../../lib';
import { noOrganization, problemsOf, REASON, type Changes } from './made';

/** Sets properties, some of a part: `validation.retention`. */
function changed(values: readonly (readonly [string, unknown])[]): Changes {
  const all: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const [part, property] = name.split('.');
    all[part] = property === undefined ? value : { ...(all[part] as object | undefined), [property]: value };
  }
  return all;
}

test('everything that is wrong or missing, in one error', () => {
  const wrong = {
    trail: undefined,
    alarmEmails: ['security', 'ops'],
    guardrailTargetIds: ['root'],
    stackNamePrefix: '1_',
    managementAccountDeploysOnly: ' ',
    omit: { queries: '', validation: REASON },
    validation: {},
    logArchive: { retention: Duration.hours(1) },
    organizationTrail: { logGroupRetention: 7 },
    alarms: { overrides: [{ filter: CisControl.all()[0], period: Duration.seconds(30) }] },
  } as unknown as Changes;
  const names = problemsOf(wrong).map((line) => line.replace(/: got .*/, '').trim());
  expect(names).toEqual([
    '[Trail] trail',
    '[Trail] alarmEmails[0]',
    '[Trail] alarmEmails[1]',
    '[Trail] stackNamePrefix',
    '[Trail] omit.queries',
    '[Trail] validation',
    '[Trail] managementAccountDeploysOnly',
    '[Trail/LogArchive/LogArchive] retention',
    '[Trail/Trail/OrganizationTrail] logGroupRetention',
    expect.stringContaining('[Trail/Trail/Alarms]'),
    '[Trail/Guardrail/Guardrail] targetIds[0]',
  ]);
});

test.each<[string, unknown, string]>([
  ['no trail', { trail: undefined }, '[Trail] trail: got nothing'],
  ['something else than a trail', { trail: {} }, '[Trail] trail: got "object"'],
  ['nobody to notify', { alarmEmails: undefined }, '[Trail] alarmEmails: got nothing'],
  ['an empty list to notify', { alarmEmails: [] }, '[Trail] alarmEmails: got []'],
  ['one address that is no list', { alarmEmails: 'a@example.com' }, '[Trail] alarmEmails: got "a@example.com"'],
  ['no targets', { guardrailTargetIds: undefined }, '[Trail] guardrailTargetIds: got nothing'],
  ['one target that is no list', { guardrailTargetIds: 'r-abcd' }, '[Trail] guardrailTargetIds: got "r-abcd"'],
  ['a part that is left out by a flag', { omit: { queries: true } }, '[Trail] omit.queries: got true'],
  ['targets of no guardrail', { omit: { guardrail: REASON } }, '[Trail] guardrailTargetIds: got "object"'],
  ['a name that is too long', { stackNamePrefix: 'x'.repeat(65) }, '[Trail] stackNamePrefix: got'],
])('%s', (_, changes, expected) => {
  expect(problemsOf(changes as Changes)).toEqual([expect.stringContaining(expected)]);
});

const WRONG_TYPES: [string, unknown[]][] = [
  ['alarmEmails', ['a@example.com', 7, {}, [7], null]],
  ['alarmSubscriptions', ['a@example.com', 7, {}, null]],
  ['guardrailTargetIds', ['r-abcd', 7, {}, [7], null]],
  ['managementAccountDeploysOnly', [7, {}, true, '']],
  ['stackNamePrefix', [7, {}, true, '', null]],
  ['omit.queries', [7, {}, true, '', null]],
  ['organizationTrail.dataEvents', ['all', 7, {}, ['all']]],
  ['organizationTrail.insightTypes', ['all', 7, {}, ['all']]],
  ['organizationTrail.logGroupRetention', ['year', {}]],
  ['logArchive.retention', ['year', 365, {}]],
  ['logArchive.lockDuration', ['year', 365, {}]],
  ['logArchive.lockMode', ['FOREVER', 7]],
  ['logArchive.transitions', ['GLACIER', 7, {}]],
  ['alarms.filters', ['CloudWatch.1', 7, {}, ['CloudWatch.1']]],
  ['alarms.overrides', ['CloudWatch.1', 7, {}, ['CloudWatch.1']]],
  ['configRules.configRecorder', ['create', 7]],
  ['guardrail.memberTrailNames', ['*', 7, {}, [7]]],
  ['athena.accountIds', ['all', 7, {}, [7]]],
  ['athena.readerArns', ['*', 7, {}, ['*']]],
  ['athena.moreRegions', ['everywhere', 7, {}, [7]]],
  ['athena.history', ['year', 365, {}]],
  ['athena.resultsRetention', ['month', 30, {}]],
  ['athena.scanLimit', ['10 GB', 10_000_000, {}]],
  ['validation.retention', ['year', 365, {}]],
  ['validation.interval', ['hour', 1, {}]],
  ['validation.grace', ['hour', 1, {}]],
  ['validation.expectedDigests', ['all', 7, {}, ['all']]],
  ['validation.unvalidatedTrails', ['all', 7, {}, ['all']]],
  ['validation.formerLocations', ['all', 7, {}, ['all']]],
  ['validation.evidenceRetention', ['year', 365, {}]],
  ['validation.readAgainWithin', ['year', 365, {}]],
  ['validation.evidenceLockMode', ['FOREVER', 7]],
  ['validation.objectsPerRun', ['many', {}]],
  ['validation.maxConcurrency', ['many', {}]],
  ['validation.route', ['lambdas', 7]],
  ['validation.organizationsRoleArn', [7, {}]],
];
/** Each property with its first value, each with its second, and so on: one synthesis shows the lines of them all. */
const ROUNDS = Array.from({ length: 5 }, (_, index) =>
  WRONG_TYPES.flatMap(([name, values]) => (index < values.length ? [[name, values[index]] as const] : [])),
);

describe.each(ROUNDS.map((round) => [round.length, round] as const))(
  '%d wrong types at once, in one error',
  (_, round) => {
    let lines: string[];
    beforeAll(() => (lines = problemsOf(changed(round))));

    test.each(round)('%s: %j', (name) => {
      expect(lines.map((line) => line.replace(/^.*\] /, '').trim())).toContainEqual(
        expect.stringMatching(
          new RegExp(`${name.split('.').at(-1)!.replace('guardrailTargetIds', 'targetIds')}.*: got`, 'i'),
        ),
      );
    });
  },
);

test.each([true, 'yes', 7, null, []])('questions that are no options: %j', (athena) => {
  expect(problemsOf({ athena } as unknown as Changes)).toEqual([expect.stringContaining('[Trail] athena: got')]);
});

test.each(['trail', 7, null])('a trail of a wrong type: %j', (value) => {
  expect(problemsOf({ trail: value } as unknown as Changes)).toContainEqual(
    expect.stringContaining('[Trail] trail: got'),
  );
});

test('targets without an organization', () => {
  expect(problemsOf({ trail: noOrganization })).toEqual([
    expect.stringContaining('[Trail/Guardrail/Guardrail] trail: got "TrailIdentity.account(…)"'),
  ]);
});
