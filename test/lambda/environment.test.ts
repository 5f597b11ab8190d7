// The variables that the constructs give to each function, and those that it reads.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive, ValidationRoute, type DigestValidationProps } from '../../lib';
import { FUNCTION_IDS, ValidationNames, type FunctionId } from '../../lib/identity/validation-names';
import type { Environment } from '../../lambda/environment';
import { readSettings as readPublisherSettings } from '../../lambda/publish/settings';
import { readIntervals, readRunSettings, readSettings } from '../../lambda/validate/settings';
import { readSettings as readWatchSettings } from '../../lambda/watch/settings';
import { archiveStack, organizationTrail } from '../support/stacks';

const READERS: Readonly<Record<FunctionId, (environment: Environment) => object>> = {
  Validator: readRunSettings,
  Shard: readSettings,
  Merge: (environment) => ({ ...readSettings(environment), ...readIntervals(environment) }),
  Publisher: readPublisherSettings,
  Watch: readWatchSettings,
};

const trail = organizationTrail({ keyPrefix: 'audit' });
const names = new ValidationNames(trail);
const FORMER = {
  bucketName: 'former-logs',
  ownerAccountId: '222222222222',
  since: '2025-01-01T00:00:00Z',
  until: '2026-01-01T00:00:00Z',
};
const everything: Partial<DigestValidationProps> = {
  route: ValidationRoute.AUTO,
  organizationsRoleArn: `arn:aws:iam::${trail.managementAccountId}:role/reader`,
  expectedDigests: [{ accountId: '333333333333', region: 'eu-west-1', since: '2026-01-01T00:00:00Z' }],
  unvalidatedTrails: [{ trailArn: `arn:aws:cloudtrail:eu-west-1:${trail.managementAccountId}:trail/second-trail` }],
  formerLocations: [FORMER],
};

describe.each(FUNCTION_IDS)('%s', (id) => {
  const environment = environmentOf(id, everything);

  test('gets what it needs', () => {
    expect(() => READERS[id](environment)).not.toThrow();
    expect(() => READERS[id](environmentOf(id))).not.toThrow();
  });

  test('reads all that it gets', () => {
    const read = new Set<string>();
    READERS[id](
      new Proxy(environment, {
        get: (variables, name: string) => {
          read.add(name);
          return variables[name];
        },
      }),
    );
    expect(Object.keys(environment).filter((name) => !read.has(name))).toEqual([]);
  });
});

test('former locations are read as they are declared', () => {
  const declared = [FORMER, { ...FORMER, bucketName: 'older-logs', keyPrefix: 'audit' }];
  const location = {
    ownerAccountId: '222222222222',
    since: Date.UTC(2025, 0, 1),
    until: Date.UTC(2026, 0, 1),
  };
  const { formerLocations } = readSettings(environmentOf('Shard', { formerLocations: declared }));
  expect(formerLocations).toEqual([
    { bucket: 'former-logs', ...location },
    { bucket: 'older-logs', keyPrefix: 'audit', ...location },
  ]);
  expect(readSettings(environmentOf('Shard')).formerLocations).toEqual([]);
  const wrong = (more: object) => ({
    ...environmentOf('Shard'),
    FORMER_LOCATIONS: JSON.stringify([{ ...FORMER, ...more }]),
  });
  expect(() => readSettings(wrong({ ownerAccountId: undefined }))).toThrow('[0].ownerAccountId: missing');
  expect(() => readSettings(wrong({ until: 'now' }))).toThrow('[0].until: expected a time');
  expect(() => readSettings(wrong({ region: 'x' }))).toThrow('[0].region: unknown field');
});

test('a variable that is missing or wrong is named, with all others that are', () => {
  const environment = { ...environmentOf('Validator', everything), OBJECTS_PER_RUN: undefined };
  const wrong = {
    ...environment,
    GRACE_HOURS: 'three',
    ROUTE: 'road',
    EXPECTED_CHAINS: '[{"accountId":"1"}]',
    UNVALIDATED_TRAILS: '[{"trailArn":"x"}]',
  };
  expect(() => readRunSettings(wrong)).toThrow(
    [
      'the environment of the function is invalid: GRACE_HOURS is three, expected a number of at least 0',
      'EXPECTED_CHAINS: [0].accountId: expected /^\\\\d{12}$/, received "1"',
      'UNVALIDATED_TRAILS: [0].trailArn: expected /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\\\\d{12}:trail\\\\/[\\\\w.-]+$/, received "x"',
      'ROUTE is road, expected one of auto, lambda, map',
      'OBJECTS_PER_RUN is missing, expected a number of at least 1',
    ].join('; '),
  );
});

test.each([
  ['same-trail', trail.trailArn],
  ['other-organization', 'arn:aws:cloudtrail:us-east-1:333333333333:trail/second-trail'],
])('a declared trail that writes none of the log files is rejected: %s', (why, trailArn) => {
  const environment = { ...environmentOf('Validator'), UNVALIDATED_TRAILS: JSON.stringify([{ trailArn }]) };
  expect(() => readRunSettings(environment)).toThrow(
    `UNVALIDATED_TRAILS: ${trailArn} writes none of these log files: ${why}`,
  );
});

function environmentOf(id: FunctionId, props: Partial<DigestValidationProps> = {}): Record<string, string> {
  const stack = archiveStack();
  const policiesReviewed = { reason: 'they admit the other trail too' };
  new DigestValidation(stack, 'DigestValidation', {
    logArchive: LogArchive.fromLogArchiveAttributes(stack, 'LogArchive', { trail, policiesReviewed }),
    alarmTopic: new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] }),
    ...props,
  });
  const FunctionName = names.functionName(id);
  const [found] = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: { FunctionName } }),
  );
  const { Environment } = found.Properties as { readonly Environment: { readonly Variables: Record<string, unknown> } };
  return Object.fromEntries(
    Object.entries(Environment.Variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'resolved',
    ]),
  );
}
