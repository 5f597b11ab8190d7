import {
  App,
  type aws_cloudwatch as cloudwatch,
  aws_kms as kms,
  aws_scheduler as scheduler,
  Duration,
  Fn,
  Stack,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTopic,
  DigestValidation,
  LogArchive,
  LogLockMode,
  TrailDashboard,
  ValidationRoute,
  type DigestValidationProps,
  type TrailPrincipalsProps,
} from '../../../lib';
import { ENVIRONMENT, METRICS } from '../../../lib/shared/contract';
import { VALIDATION_ALARMS } from '../../../lib/validation/alarm-table';
import { FUNCTION_IDS, ValidationNames } from '../../../lib/identity/validation-names';
import { Metrics, stateAt, type AlarmProperties } from '../../support/alarms/evaluate';
import {
  archiveStack,
  BREAK_GLASS_ROLE_ARN,
  ORGANIZATION,
  organizationTrail,
  synthError,
  trailWith,
  warnings,
} from '../../support/stacks';
import { expectRetention } from '../../support/retention';

const trail = organizationTrail();
const names = new ValidationNames(trail);
const FORMER = {
  bucketName: 'former-logs',
  ownerAccountId: '222222222222',
  since: '2025-01-01T00:00:00Z',
  until: '2026-01-01T00:00:00Z',
};
const FORMER_KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd';
const WRONG_LOCATIONS: [string, object, string][] = [
  ['a bucket that is none', { bucketName: 'Former_Logs' }, '.bucketName: got "Former_Logs"'],
  ['a prefix with a slash at its end', { keyPrefix: 'audit/' }, '.keyPrefix: got "audit/"'],
  ['an owner that is no account', { ownerAccountId: '2' }, '.ownerAccountId: got "2"'],
  ['a time without its zone', { since: '2025-01-01' }, '.since: got "2025-01-01"'],
  ['no time at its end', { until: undefined }, '.until: got nothing'],
  [
    'an end before its beginning',
    { until: '2024-01-01T00:00:00Z' },
    '.until: got "2024-01-01T00:00:00Z", expected a time after',
  ],
  ['the alias of a key', { encryptionKeyArn: 'arn:aws:kms:us-east-1:222222222222:alias/x' }, '.encryptionKeyArn: got'],
  [
    'the present location',
    { bucketName: organizationTrail().logBucketName },
    ': got "trail-logs-222222222222-us-east-1", expected another',
  ],
];
const { logArchiveAccountId: ARCHIVE, homeRegion } = ORGANIZATION;

interface Parts {
  readonly stack: Stack;
  readonly validation: DigestValidation;
}

function build(props: Partial<DigestValidationProps> = {}, stack = archiveStack(), of = trail): Parts {
  const logArchive = new LogArchive(stack, 'LogArchive', { trail: of, retention: Duration.days(400) });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: of, emailAddresses: ['security@example.com'] });
  return { stack, validation: new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic, ...props }) };
}

function template(props: Partial<DigestValidationProps> = {}): Template {
  return Template.fromStack(build(props).stack);
}

interface Properties {
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables: Record<string, string> };
}

function functionNamed(of: Template, functionName: string): Properties {
  const [found] = Object.values(
    of.findResources('AWS::Lambda::Function', { Properties: { FunctionName: functionName } }),
  );
  return found.Properties as Properties;
}

function alarmNamed(of: Template, alarmName: string): AlarmProperties {
  const [found] = Object.values(of.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName: alarmName } }));
  return found.Properties as AlarmProperties;
}

const HOUR = 3_600_000;
const plain = template();

describe('the functions', () => {
  test.each(FUNCTION_IDS)('%s runs a bundle that is there, on the current runtime, with encrypted logs', (id) => {
    plain.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: names.functionName(id),
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' },
      TracingConfig: { Mode: 'Active' },
      KmsKeyArn: Match.anyValue(),
      DeadLetterConfig: Match.anyValue(),
      ReservedConcurrentExecutions: Match.absent(),
    });
    plain.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: names.functionLogGroupName(id),
      RetentionInDays: 365,
      KmsKeyId: Match.anyValue(),
    });
  });

  test('have no other policies than those of their roles', () => {
    plain.resourceCountIs('AWS::IAM::Policy', 0);
    plain.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('the publisher has the memory for whole reports', () => {
    expect(functionNamed(plain, names.functionName('Publisher')).MemorySize).toBe(1024);
  });

  test('the validator gets what was chosen', () => {
    const { Environment } = functionNamed(
      template({
        grace: Duration.hours(5),
        retention: Duration.days(90),
        readAgainWithin: Duration.days(30),
        route: ValidationRoute.MAP,
        objectsPerRun: 1000,
        organizationsRoleArn: 'arn:aws:iam::111111111111:role/reader',
        expectedDigests: [{ accountId: '333333333333', region: 'eu-west-1', since: '2026-01-01T00:00:00Z' }],
        formerLocations: [{ ...FORMER, encryptionKeyArn: FORMER_KEY }],
      }),
      names.functionName('Validator'),
    );
    expect(Environment?.Variables).toMatchObject({
      [ENVIRONMENT.trailArn]: trail.trailArn,
      [ENVIRONMENT.graceHours]: '5',
      [ENVIRONMENT.readAgainDays]: '30',
      [ENVIRONMENT.retentionDays]: '90',
      [ENVIRONMENT.route]: 'map',
      [ENVIRONMENT.objectsPerRun]: '1000',
      [ENVIRONMENT.organizationsRole]: 'arn:aws:iam::111111111111:role/reader',
      [ENVIRONMENT.expectedChains]:
        '[{"accountId":"333333333333","region":"eu-west-1","since":"2026-01-01T00:00:00Z"}]',
      [ENVIRONMENT.formerLocations]: JSON.stringify([FORMER]),
    });
  });

  test('each file is read again within a year, and the lock and the key are those of the log archive', () => {
    const { Environment } = functionNamed(plain, names.functionName('Validator'));
    expect(Environment?.Variables).toMatchObject({
      [ENVIRONMENT.readAgainDays]: '365',
      [ENVIRONMENT.lockMode]: 'GOVERNANCE',
      [ENVIRONMENT.lockDays]: '400',
      [ENVIRONMENT.logKey]: trail.keyAliasName,
    });
  });

  test('the retention is that of the log archive', () => {
    const { Environment } = functionNamed(plain, names.functionName('Validator'));
    expect(Environment?.Variables[ENVIRONMENT.retentionDays]).toBe('400');
  });

  test('Security Hub can be left out', () => {
    const without = template({ securityHub: false });
    const { Environment } = functionNamed(without, names.functionName('Publisher'));
    expect(Environment?.Variables[ENVIRONMENT.securityHub]).toBe('false');
    expect(JSON.stringify(without.toJSON())).not.toContain('securityhub:BatchImportFindings');
  });

  test('concurrency is reserved on request, for the validator alone', () => {
    const reserved = template({ reservedConcurrency: 1 });
    const found = reserved.findResources('AWS::Lambda::Function', { Properties: { ReservedConcurrentExecutions: 1 } });
    expect(Object.values(found).map(({ Properties }) => (Properties as { FunctionName: string }).FunctionName)).toEqual(
      [names.functionName('Validator')],
    );
  });
});

describe('the table and the evidence', () => {
  test('the table can be restored', () => {
    plain.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: names.tableName,
      // Its policy keeps it from being deleted, and a rollback must delete it.
      DeletionProtectionEnabled: Match.absent(),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: Match.absent(),
    });
  });

  test('its code is made by a key for that alone', () => {
    plain.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  });

  test.each([
    [undefined, 'GOVERNANCE'],
    [LogLockMode.COMPLIANCE, 'COMPLIANCE'],
  ])('reports are locked: %s', (evidenceLockMode, Mode) => {
    const complianceLockAcknowledged = 'asked for by the auditors';
    template({
      evidenceLockMode,
      complianceLockAcknowledged,
      evidenceRetention: Duration.days(800),
    }).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: trail.evidenceBucketName,
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode, Days: 800 } } },
    });
  });

  test('what runs leave on their way goes after days', () => {
    plain.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: names.workBucketName,
      ObjectLockConfiguration: Match.absent(),
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 7 })]) },
    });
  });

  test('accesses to both buckets are logged beside those to the log bucket', () => {
    for (const BucketName of [trail.evidenceBucketName, names.workBucketName]) {
      plain.hasResourceProperties('AWS::S3::Bucket', {
        BucketName,
        LoggingConfiguration: { DestinationBucketName: trail.accessLogBucketName, LogFilePrefix: `${BucketName}/` },
      });
    }
  });
});

describe('the schedules', () => {
  const schedule = (Name: string, ScheduleExpression: string, target: string, Input: string) => ({
    Name,
    GroupName: names.scheduleGroupName,
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: { Arn: target, Input, DeadLetterConfig: { Arn: names.queueArn } },
  });
  const validator = names.functionArn('Validator');

  test.each([
    ['each hour', schedule('organization-trail-digest-validation', 'rate(1 hour)', validator, '{"mode":"hourly"}')],
    [
      'each week over everything',
      schedule('organization-trail-digest-validation-sweep', 'cron(40 3 ? * SUN *)', validator, '{"mode":"sweep"}'),
    ],
    [
      'the age of the evidence',
      schedule('organization-trail-evidence-watch', 'rate(15 minutes)', names.functionArn('Watch'), '{}'),
    ],
  ])('%s', (_, properties) => {
    plain.hasResourceProperties('AWS::Scheduler::Schedule', properties);
  });

  test('as chosen', () => {
    const chosen = template({
      interval: Duration.hours(4),
      sweepSchedule: scheduler.ScheduleExpression.rate(Duration.days(30)),
    });
    chosen.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(4 hours)' });
    chosen.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(30 days)' });
    chosen.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-ValidatorDidNotRun',
      EvaluationPeriods: 12,
    });
  });
});

describe('the alarms', () => {
  test.each(VALIDATION_ALARMS)(
    '$name goes to the topic and says what to do',
    ({ name, section, description, severity }) => {
      const topicArn = `arn:aws:sns:${homeRegion}:${ARCHIVE}:organization-trail-alarms`;
      plain.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `organization-trail-${name}`,
        AlarmActions: [topicArn],
        AlarmDescription: Match.stringLikeRegexp(`#${(section ?? name).toLowerCase()}$`),
      });
      expect(`[${severity}] ${description}`).toMatch(/^\[(CRITICAL|HIGH)\] .+\.$/);
    },
  );

  test('that the validator did not run is alarmed by silence, by its own metric and by the one of AWS Lambda', () => {
    const silent = { EvaluationPeriods: 3, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' };
    plain.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...silent,
      AlarmName: 'organization-trail-ValidatorDidNotRun',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(success, 0)' }),
        Match.objectLike({
          Id: 'success',
          MetricStat: {
            Metric: {
              Namespace: METRICS.namespace,
              MetricName: METRICS.success,
              Dimensions: [{ Name: METRICS.dimension, Value: 'organization-trail' }],
            },
            Period: 3600,
            Stat: 'Sum',
          },
        }),
      ]),
    });
    plain.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...silent,
      AlarmName: 'organization-trail-ValidatorNotInvoked',
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'FILL(invocations, 0) - FILL(errors, 0)' })]),
    });
  });

  // Where periods are missing CloudWatch looks at more of them than an alarm names, and so is late.
  test.each(['ValidatorDidNotRun', 'ValidatorNotInvoked'])(
    '%s comes after three hours of silence, no later',
    (name) => {
      const alarm = alarmNamed(plain, `organization-trail-${name}`);
      expect(alarm.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression).toMatch(
        /^FILL\(\w+, 0\)( - FILL\(\w+, 0\))*$/,
      );
      const metrics = new Metrics();
      const ranAt = (hour: number) => {
        const at = { time: (hour + 0.5) * HOUR, value: 1 };
        metrics.record(METRICS.namespace, METRICS.success, { [METRICS.dimension]: 'organization-trail' }, at);
        metrics.record('AWS/Lambda', 'Invocations', { FunctionName: names.functionName('Validator') }, at);
      };
      for (let hour = 0; hour < 6; hour++) ranAt(hour);
      ranAt(10);
      const states = Array.from({ length: 8 }, (_, index) => stateAt(alarm, metrics, (index + 5) * HOUR, 'OK'));
      expect(states).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'ALARM', 'OK', 'OK']);
    },
  );

  test('that tampering was found stays until a run says otherwise', () => {
    plain.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-LogTampering',
      MetricName: METRICS.tampered,
      Threshold: 1,
      TreatMissingData: 'ignore',
    });
  });

  test('are given out', () => {
    const { alarms } = build().validation;
    const undelivered = 'organization-trail-ValidationKeyTampering-undelivered';
    expect(alarms).toHaveLength(VALIDATION_ALARMS.length + 1);
    expect(alarms.map(({ node }) => (node.defaultChild as cloudwatch.CfnAlarm).alarmName)).toContain(undelivered);
  });
});

test('a dashboard in another stack shows it without referring to it', () => {
  const app = new App();
  const env = { account: ARCHIVE, region: homeRegion };
  const { validation } = build({}, new Stack(app, 'Validation', { env }));
  const stack = new Stack(app, 'Other', { env });
  new TrailDashboard(stack, 'Dashboard', { trail }).addRow('Validation', ...validation.widgets());
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(text).toContain('alarm:organization-trail-ValidatorDidNotRun');
  expect(text).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
});

test('reports, checkpoints and their keys are kept when the stack is deleted, and all else goes', () => {
  expectRetention(plain);
});

describe('a log archive that exists already', () => {
  test('is validated for as long as it keeps log files, where it says so', () => {
    const stack = archiveStack();
    const logArchive = LogArchive.fromLogArchiveAttributes(stack, 'Existing', {
      trail,
      policiesReviewed: { reason: 'read' },
      retention: Duration.days(700),
      accessLogBucketName: 'central-access-logs',
    });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic });
    const made = Template.fromStack(stack);
    const { Environment } = functionNamed(made, names.functionName('Validator'));
    expect(Environment?.Variables[ENVIRONMENT.retentionDays]).toBe('700');
    made.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: trail.evidenceBucketName,
      LoggingConfiguration: { DestinationBucketName: 'central-access-logs' },
    });
  });

  const existing = () => {
    const stack = archiveStack();
    const logArchive = LogArchive.fromLogArchiveAttributes(stack, 'Existing', {
      trail,
      policiesReviewed: { reason: 'read' },
    });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    return { stack, logArchive, alarmTopic };
  };

  test('is validated as one of this app, for a year by default', () => {
    const { stack, ...props } = existing();
    new DigestValidation(stack, 'DigestValidation', props);
    const made = Template.fromStack(stack);
    const { Environment } = functionNamed(made, names.functionName('Validator'));
    expect(Environment?.Variables).toMatchObject({
      [ENVIRONMENT.retentionDays]: '365',
      [ENVIRONMENT.logBucket]: trail.logBucketName,
    });
    made.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: trail.evidenceBucketName,
      LoggingConfiguration: Match.absent(),
    });
  });

  test('can have a bucket for access logs named', () => {
    const { stack, ...props } = existing();
    new DigestValidation(stack, 'DigestValidation', { ...props, accessLogBucketName: 'some-access-logs' });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: trail.evidenceBucketName,
      LoggingConfiguration: { DestinationBucketName: 'some-access-logs' },
    });
  });
});

describe('what is rejected', () => {
  test.each<[string, Partial<DigestValidationProps>, string]>([
    [
      'a retention longer than what is kept',
      { retention: Duration.days(401) },
      'retention: got "401 days", expected at most',
    ],
    ['half an hour', { interval: Duration.minutes(30) }, 'interval: got "30 minutes"'],
    ['five hours', { interval: Duration.hours(5) }, 'interval: got "300 minutes"'],
    ['no whole hours of grace', { grace: Duration.minutes(90) }, 'grace: got "90 minutes"'],
    ['half an object', { objectsPerRun: 0.5 }, 'objectsPerRun: got 0.5'],
    ['no shard at all', { maxConcurrency: 0 }, 'maxConcurrency: got 0'],
    ['no concurrency', { reservedConcurrency: 0 }, 'reservedConcurrency: got 0'],
    [
      'a role of another account for AWS Organizations',
      { organizationsRoleArn: 'arn:aws:iam::333333333333:role/reader' },
      'organizationsRoleArn: got "arn:aws:iam::333333333333:role/reader", expected a role of the management account',
    ],
    [
      'a lock that nobody can end, unless it is acknowledged',
      { evidenceLockMode: LogLockMode.COMPLIANCE },
      'evidenceLockMode: got "COMPLIANCE", expected GOVERNANCE, or COMPLIANCE with complianceLockAcknowledged',
    ],
    ['a role with a wildcard', { organizationsRoleArn: 'arn:aws:iam::*:role/x' }, 'organizationsRoleArn: got'],
    [
      'an account that is none',
      { expectedDigests: [{ accountId: '3', region: 'eu-west-1' }] },
      'expectedDigests[0].accountId: got "3"',
    ],
    [
      'a time without its zone',
      { expectedDigests: [{ accountId: '333333333333', region: 'eu-west-1', until: '2026-01-01' }] },
      'expectedDigests[0].until: got "2026-01-01"',
    ],
    [
      'more rows than the environment of a function takes',
      { expectedDigests: Array.from({ length: 100 }, () => ({ accountId: '333333333333', region: 'eu-west-1' })) },
      'expectedDigests: got "100 rows"',
    ],
    ...WRONG_LOCATIONS.map(([what, wrong, message]): [string, Partial<DigestValidationProps>, string] => [
      `a former location with ${what}`,
      { formerLocations: [{ ...FORMER, ...wrong }] },
      `formerLocations[0]${message}`,
    ]),
    [
      'two owners of one former bucket',
      { formerLocations: [FORMER, { ...FORMER, keyPrefix: 'audit', ownerAccountId: '333333333333' }] },
      'formerLocations[1].ownerAccountId: got "333333333333", expected 222222222222, as for the same bucket before',
    ],
    [
      'more former locations than the environment of a function takes',
      { formerLocations: Array.from({ length: 30 }, (_, index) => ({ ...FORMER, keyPrefix: `audit-${index}` })) },
      'expectedDigests and formerLocations: got "30 rows"',
    ],
  ])('%s', (_, props, message) => {
    expect(synthError(build(props).stack)).toContain(message);
  });

  test('another account or Region than that of the log archive', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    const there = archiveStack();
    const logArchive = new LogArchive(there, 'LogArchive', { trail });
    const alarmTopic = new AlarmTopic(there, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic });
    const error = synthError(stack);
    expect(error).toContain('[Stack/DigestValidation] the account of the stack: got "111111111111"');
    expect(error).toContain('[Stack/DigestValidation] the Region of the stack: got "eu-west-1"');
    expect(error).toContain('[Stack/DigestValidation] alarmTopic: got "a topic in 222222222222, us-east-1"');
  });

  test('a trail whose name makes names of roles too long', () => {
    const long = organizationTrail({ trailName: 'x'.repeat(45), logRoleName: 'delivery' });
    const stack = archiveStack();
    const logArchive = new LogArchive(stack, 'LogArchive', { trail: long });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: long, emailAddresses: ['security@example.com'] });
    new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic });
    expect(synthError(stack)).toContain('trailName, in the longest name made of it');
  });
});

describe('that nobody can acknowledge a finding is warned of', () => {
  const warned = (principals: TrailPrincipalsProps) =>
    warnings(
      build({}, archiveStack(), trailWith(principals)).stack,
      'name a role of the account 222222222222 in acknowledgerRoleArns',
    ).length;
  const elsewhere = 'arn:aws:iam::111111111111:role/on-call';

  test.each<[string, TrailPrincipalsProps, number]>([
    ['without a role', {}, 1],
    [
      'with an empty list beside a break-glass role',
      { acknowledgerRoleArns: [], breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] },
      1,
    ],
    ['with roles of other accounts, which the bucket lets in nowhere', { acknowledgerRoleArns: [elsewhere] }, 1],
    ['not with a break-glass role', { breakGlassRoleArns: [elsewhere, BREAK_GLASS_ROLE_ARN] }, 0],
    ['not with a role that acknowledges', { acknowledgerRoleArns: [BREAK_GLASS_ROLE_ARN] }, 0],
    ['not with a role that is known at deployment only', { acknowledgerRoleArns: [Fn.importValue('OnCall')] }, 0],
    [
      'not with a list that is known at deployment only',
      { acknowledgerRoleArns: Fn.split(',', Fn.importValue('OnCall')) },
      0,
    ],
  ])('%s', (_, props, count) => {
    expect(warned(props)).toBe(count);
  });
});

test('break-glass roles are the ones that may delete the keys', () => {
  const { stack } = build({}, archiveStack(), trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }));
  const keys = stack.node.findAll().filter((child): child is kms.CfnKey => child instanceof kms.CfnKey);
  const own = keys.filter(({ node }) => node.path.includes('DigestValidation'));
  expect(own).toHaveLength(4);
  for (const key of own) expect(JSON.stringify(stack.resolve(key.keyPolicy))).toContain(BREAK_GLASS_ROLE_ARN);
});

describe('its metrics', () => {
  const { validation } = build();
  const made: Record<string, cloudwatch.Metric> = {
    verified: validation.metricVerifiedObjects(),
    tampered: validation.metricTamperedObjects(),
    unverified: validation.metricUnverifiedItems(),
    unverifiedAge: validation.metricOldestUnverifiedItemAge(),
    chains: validation.metricChains(),
    staleChains: validation.metricStaleChains(),
    unreadableChains: validation.metricUnreadableChains(),
    lastVerifiedDigestAge: validation.metricLastVerifiedDigestAge(),
    duration: validation.metricRunDuration(),
    success: validation.metricRunSucceeded(),
    evidenceAge: validation.metricNewestEvidenceAge(),
  };
  const { namespace, dimension, ...rows } = METRICS;

  test('are all that runs write, each with the dimension by which they write it', () => {
    const found = Object.entries(made).map(([key, metric]) => [key, metric.metricName]);
    expect(Object.fromEntries(found)).toEqual(rows);
    for (const metric of Object.values(made)) {
      expect(metric).toMatchObject({ namespace, dimensions: { [dimension]: 'organization-trail' } });
    }
  });

  test('are those of the alarms', () => {
    const { metric } = validation.alarm('LogTampering');
    expect(metric.toMetricConfig()).toEqual(made.tampered.toMetricConfig());
  });

  test('take options', () => {
    expect(validation.metricChains({ period: Duration.hours(1), statistic: 'Minimum' })).toMatchObject({
      statistic: 'Minimum',
      period: Duration.hours(1),
    });
  });

  test('and the alarm of a name that is misspelled is an error with the names', () => {
    expect(() => validation.alarm('LogTamper')).toThrow(
      /the name of the alarm: got "LogTamper", expected LogTampering, .*ValidationKeyTampering-undelivered/,
    );
  });
});
