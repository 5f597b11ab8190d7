import { CisControl } from '../../../lib/detection/filters/cis-control';
import { ExtraFilter } from '../../../lib/detection/filters/extra-filter';
import { PATTERN_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/pattern-samples';
import { record, signIn, WHO, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { evaluate, evaluateFilterPattern } from '../../support/filter-pattern/evaluate';
import { MalformedPattern, parseFilterPattern, type Expression } from '../../support/filter-pattern/parse';
import securityHubPatterns from '../../support/filter-pattern/security-hub-patterns.json';

const filters = [...CisControl.all(), ...ExtraFilter.all()].map((filter) => [filter.filterName, filter] as const);
const without = (fields: CloudTrailRecord, key: string) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

describe('the fourteen controls', () => {
  test('have the patterns that Security Hub prescribes, byte for byte', () => {
    const ours = Object.fromEntries(CisControl.all().map((control) => [control.controlId, control.filterPattern]));
    expect(ours).toEqual(securityHubPatterns);
  });

  test('are numbered from 1 to 14, each a static member', () => {
    expect(CisControl.all().map(({ controlId }) => controlId)).toEqual(
      Array.from({ length: 14 }, (_, index) => `CloudWatch.${index + 1}`),
    );
    expect(CisControl.all()[4]).toBe(CisControl.CLOUDWATCH_5);
  });

  test('name the requirements of CIS 1.2 and 1.4 that Security Hub maps them to', () => {
    const expected = CisControl.all().map((_, index) => {
      const number = index + 1;
      if (number === 1) return ['v1.2.0/1.1', 'v1.2.0/3.3', 'v1.4.0/1.7', 'v1.4.0/4.3'];
      if (number <= 3) return [`v1.2.0/3.${number === 2 ? 1 : 2}`];
      return [`v1.2.0/3.${number}`, `v1.4.0/4.${number}`];
    });
    expect(CisControl.all().map(({ cisIds }) => cisIds)).toEqual(expected);
  });
});

test('every filter has a name of its own', () => {
  const names = filters.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a log group takes the regular expressions of the patterns', () => {
  const withExpression = filters.filter(([, { filterPattern }]) => /%[^%]+%/.test(filterPattern));
  expect(withExpression.length).toBeGreaterThan(0);
  expect(withExpression.length).toBeLessThanOrEqual(5);
});

test('every extra filter says why it is there', () => {
  for (const { reason } of ExtraFilter.all()) expect(reason).toMatch(/^[A-Z].+\.$/);
});

test('every filter has samples, and every sample a filter', () => {
  const file = 'bin/cdk-organization-trail/verify/samples/pattern-samples/';
  const names = filters.map(([name]) => name);
  const missing = names.filter((name) => !(name in PATTERN_SAMPLES));
  expect(missing.map((name) => `add events that ${name} finds, and near misses, to ${file}`)).toEqual([]);
  const idle = Object.keys(PATTERN_SAMPLES).filter((name) => !names.includes(name));
  expect(idle.map((name) => `delete ${name} from ${file}, since no filter has this name`)).toEqual([]);
});

describe.each(filters.filter(([name]) => name in PATTERN_SAMPLES))('%s', (name, { filterPattern }) => {
  const { found, nearMisses } = PATTERN_SAMPLES[name];

  test.each(Object.entries(found))('finds %s', (_, event) => {
    expect(evaluateFilterPattern(filterPattern, event)).toBe('match');
  });

  test.each(Object.entries(nearMisses))('does not find %s', (_, event) => {
    expect(evaluateFilterPattern(filterPattern, event)).toBe('no match');
  });

  test('has a sample for every event name in its pattern', () => {
    const listed = [...filterPattern.matchAll(/eventName\s*=\s*"?(\w+)/g)].map(([, eventName]) => eventName);
    const sampled = Object.values(found).map(({ eventName }) => eventName);
    expect(listed.filter((eventName) => !sampled.includes(eventName))).toEqual([]);
  });

  test('a change of any one character is noticed by its samples', () => {
    const events = [...Object.values(found), ...Object.values(nearMisses)];
    const expected = [...Object.values(found).map(() => 'match'), ...Object.values(nearMisses).map(() => 'no match')];
    const unnoticed = mutants(filterPattern).filter((mutant) => {
      const expression = parsed(mutant);
      return expression && events.every((event, index) => evaluate(expression, event) === expected[index]);
    });
    expect(unnoticed).toEqual([]);
  });
});

/** Each character but white space left out, and each letter replaced by another. */
function mutants(pattern: string): string[] {
  return [...pattern].flatMap((character, index) => {
    if (character === ' ') return [];
    const [head, tail] = [pattern.slice(0, index), pattern.slice(index + 1)];
    const replaced = /[A-Za-z]/.test(character) ? [`${head}${character === 'x' ? 'y' : 'x'}${tail}`] : [];
    return [head + tail, ...replaced];
  });
}

function parsed(pattern: string): Expression | undefined {
  try {
    return parseFilterPattern(pattern);
  } catch (error) {
    if (error instanceof MalformedPattern) return undefined;
    throw error;
  }
}

describe('what the exact patterns cannot distinguish', () => {
  const withoutSource = CisControl.all().filter(({ filterPattern }) => !filterPattern.includes('$.eventSource'));

  test('nine of the fourteen name no event source', () => {
    expect(withoutSource.map(({ controlId }) => controlId)).toEqual(
      [1, 2, 3, 5, 6, 10, 11, 12, 14].map((number) => `CloudWatch.${number}`),
    );
  });

  test.each(withoutSource.map((control) => [control.controlId, control] as const))(
    '%s finds the same event of any other service',
    (_, { filterName, filterPattern }) => {
      for (const event of Object.values(PATTERN_SAMPLES[filterName].found)) {
        const elsewhere = { ...event, eventSource: 'another-service.amazonaws.com' };
        expect(evaluateFilterPattern(filterPattern, elsewhere)).toBe('match');
      }
    },
  );

  const alike: [string, CisControl, CloudTrailRecord][] = [
    [
      'a peering connection of GameLift and one of EC2',
      CisControl.CLOUDWATCH_14,
      record('gamelift.amazonaws.com', 'CreateVpcPeeringConnection'),
    ],
    [
      'a call that was denied and one that succeeded',
      CisControl.CLOUDWATCH_5,
      record('cloudtrail.amazonaws.com', 'StopLogging', { errorCode: 'AccessDenied' }),
    ],
    [
      'our trail and any other trail in the organization',
      CisControl.CLOUDWATCH_5,
      record('cloudtrail.amazonaws.com', 'StopLogging', { requestParameters: { name: 'a-trail-of-some-team' } }),
    ],
    [
      'a trail that is started again and one that is stopped',
      CisControl.CLOUDWATCH_5,
      record('cloudtrail.amazonaws.com', 'StartLogging'),
    ],
    [
      'an AWS service that was denied and a person',
      CisControl.CLOUDWATCH_2,
      record('s3.amazonaws.com', 'GetBucketAcl', {
        userIdentity: { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' },
        sourceIPAddress: 'delivery.logs.amazonaws.com',
        errorCode: 'AccessDenied',
      }),
    ],
    [
      'the root user with a wrong password and an IAM user',
      CisControl.CLOUDWATCH_6,
      signIn('ConsoleLogin', 'Failure', { userIdentity: WHO.root, errorMessage: 'Failed authentication' }),
    ],
  ];

  test.each(alike)('%s', (_, { filterPattern }, event) => {
    expect(evaluateFilterPattern(filterPattern, event)).toBe('match');
  });

  test('whether CloudWatch.3 finds a sign-in of which MFAUsed is unknown is documented nowhere', () => {
    const event = without(signIn('ConsoleLogin', 'Success'), 'additionalEventData');
    expect(evaluateFilterPattern(CisControl.CLOUDWATCH_3.filterPattern, event)).toBe('undocumented');
  });
});
