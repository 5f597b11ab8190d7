// Trails without log file validation that write to an archive that existed before.
import { Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive, TrailIdentity, type UnvalidatedTrail } from '../../../lib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { ValidationNames } from '../../../lib/identity/validation-names';
import { readRunSettings } from '../../../lambda/validate/settings';
import { archiveStack, organizationTrail, synthError } from '../../support/stacks';

const trail = organizationTrail();
const account = TrailIdentity.account({
  accountId: trail.managementAccountId,
  logArchiveAccountId: trail.logArchiveAccountId,
  homeRegion: trail.homeRegion,
});
const arnOf = (accountId: string, name = 'second-trail') => `arn:aws:cloudtrail:eu-west-1:${accountId}:trail/${name}`;
const SECOND = arnOf(trail.managementAccountId);

/** Validation of an imported archive beside which these trails write. */
function build(unvalidatedTrails: UnvalidatedTrail[], of: TrailIdentity = trail, isImported = true) {
  const stack = archiveStack();
  const policiesReviewed = { reason: 'they admit the second trail too' };
  const logArchive = isImported
    ? LogArchive.fromLogArchiveAttributes(stack, 'LogArchive', { trail: of, policiesReviewed })
    : new LogArchive(stack, 'LogArchive', { trail: of });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: of, emailAddresses: ['security@example.com'] });
  new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic, unvalidatedTrails });
  return stack;
}

function variablesOf(stack: ReturnType<typeof build>, of: TrailIdentity = trail): Record<string, string> {
  const [found] = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: new ValidationNames(of).functionName('Validator') },
    }),
  );
  const { Environment } = found.Properties as { readonly Environment: { readonly Variables: Record<string, unknown> } };
  return Object.fromEntries(
    Object.entries(Environment.Variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'known later',
    ]),
  );
}

test('what is declared is what the function reads, as narrow as can be where it is left out', () => {
  const variables = variablesOf(
    build([
      { trailArn: SECOND },
      { trailArn: arnOf(trail.managementAccountId, 'third-trail'), accountIds: ['all'], regions: ['all'] },
      {
        trailArn: arnOf(trail.managementAccountId, 'fourth-trail'),
        accountIds: ['333333333333', '444444444444'],
        regions: ['us-east-1'],
        since: '2026-01-01T00:00:00Z',
        until: '2026-02-01T00:00:00Z',
      },
    ]),
  );
  expect(readRunSettings(variables).unvalidatedTrails).toEqual([
    { arn: SECOND, accountIds: [trail.managementAccountId], regions: ['eu-west-1'] },
    { arn: arnOf(trail.managementAccountId, 'third-trail') },
    {
      arn: arnOf(trail.managementAccountId, 'fourth-trail'),
      accountIds: ['333333333333', '444444444444'],
      regions: ['us-east-1'],
      start: Date.UTC(2026, 0, 1),
      end: Date.UTC(2026, 1, 1),
    },
  ]);
});

test('without any there is no variable', () => {
  expect(Object.keys(variablesOf(build([])))).toContain(ENVIRONMENT.logBucket);
  const stack = archiveStack();
  new DigestValidation(stack, 'DigestValidation', {
    logArchive: new LogArchive(stack, 'LogArchive', { trail }),
    alarmTopic: new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] }),
  });
  expect(Object.keys(variablesOf(stack))).not.toContain(ENVIRONMENT.unvalidatedTrails);
});

test('values that are known at deployment only pass', () => {
  const later = Fn.importValue('second-trail');
  expect(() =>
    Template.fromStack(build([{ trailArn: later, accountIds: [later], since: later, until: later }])),
  ).not.toThrow();
});

test('beside a LogArchive any is rejected: its bucket policy admits one trail', () => {
  expect(synthError(build([{ trailArn: SECOND }], trail, false))).toContain(
    `unvalidatedTrails: got "1 trails", expected none beside a LogArchive: its bucket policy admits ${trail.trailArn} alone`,
  );
});

test.each<[string, UnvalidatedTrail, string]>([
  ['a name', { trailArn: 'second-trail' }, 'trailArn: got "second-trail", expected the ARN of a trail'],
  ['the trail itself', { trailArn: trail.trailArn }, 'expected another trail than the one that is validated'],
  [
    'a trail of another partition',
    { trailArn: SECOND.replace('arn:aws:', 'arn:aws-us-gov:') },
    'expected a trail of the partition aws',
  ],
  ['a trail of a member', { trailArn: arnOf('333333333333') }, 'expected a trail of the management account'],
  [
    'an account that is none',
    { trailArn: SECOND, accountIds: ['all', '3'] },
    'accountIds[1]: got "3", expected 12 digits',
  ],
  ['a Region that is none', { trailArn: SECOND, regions: ['Europe'] }, 'regions[0]: got "Europe"'],
  ['a time without its zone', { trailArn: SECOND, since: '2026-01-01' }, 'since: got "2026-01-01"'],
  [
    'an end before the beginning',
    { trailArn: SECOND, since: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
    'until: got "2026-01-01T00:00:00Z", expected a time after since, 2026-02-01T00:00:00Z',
  ],
])('%s is rejected', (_, declared, sentence) => {
  expect(synthError(build([{ trailArn: SECOND }, declared]))).toMatch(
    new RegExp(`unvalidatedTrails\\[1\\]\\.[^\\n]*${sentence.replace(/[[\]().]/g, '\\$&')}`),
  );
});

test('more than the environment of a function takes is rejected', () => {
  const accountIds = Array.from({ length: 200 }, () => '333333333333');
  expect(synthError(build([{ trailArn: SECOND, accountIds }]))).toContain('unvalidatedTrails: got "1 trails"');
});

describe('beside the trail of one account', () => {
  test('a trail of any account writes the folders of that account', () => {
    const variables = variablesOf(build([{ trailArn: arnOf('333333333333') }], account), account);
    expect(readRunSettings(variables).unvalidatedTrails).toEqual([
      { arn: arnOf('333333333333'), accountIds: ['333333333333'], regions: ['eu-west-1'] },
    ]);
  });

  test('and no others', () => {
    const stack = build([{ trailArn: SECOND, accountIds: ['333333333333'] }], account);
    expect(synthError(stack)).toContain('unvalidatedTrails[0].accountIds: got "333333333333", expected the account');
  });
});
