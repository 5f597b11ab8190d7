// What gathers refused calls and those of deployments: how long, who may send, read and publish, and who notices that it
// does not.
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmTopic, TamperAlerts } from '../../../lib';
import { ALERT_GROUPS } from '../../../lib/shared/contract';
import { readSettings } from '../../../lambda/group/settings';
import { guardrailPolicies } from '../../support/guardrail';
import {
  decide,
  deployedResources,
  policiesOfRole,
  resourcesOfType,
  role,
  testTable,
  theResource,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import { expectRetention } from '../../support/retention';
import { ORGANIZATION, organizationTrail } from '../../support/stacks';

const { managementAccountId, logArchiveAccountId: ARCHIVE, homeRegion: REGION } = ORGANIZATION;
const trail = organizationTrail();

function alertsIn(account: string, existingTopic?: (stack: Stack) => Topic) {
  const stack = new Stack(new App(), 'Stack', { env: { account, region: REGION } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', {
    trail,
    ...(existingTopic ? { existingTopic: existingTopic(stack) } : { emailAddresses: ['a@example.com'] }),
  });
  new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic });
  return Template.fromStack(stack);
}

const template = alertsIn(ARCHIVE);
const resources = deployedResources(template.toJSON(), { accountId: ARCHIVE, region: REGION });
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ARCHIVE}:${resource}`;
const QUEUES = { refused: 'organization-trail-refused-calls', deployed: 'organization-trail-deployment-calls' };
const DEAD_LETTERS = 'organization-trail-alert-groups-dead-letters';
const READER = `organization-trail-alert-groups-${REGION}`;
const SENDER = `organization-trail-alerts-${REGION}`;

describe.each(ALERT_GROUPS)('calls that are %s', (kind) => {
  const queueArn = arn('sqs', QUEUES[kind]);

  test('are read in batches that end after minutes, or are full', () => {
    const { Properties } = theResource(resources, 'AWS::Lambda::EventSourceMapping', { EventSourceArn: queueArn });
    expect(Properties).toMatchObject({
      FunctionName: 'organization-trail-alert-groups',
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: kind === 'refused' ? 60 : 300,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test('wait encrypted, longer than a batch is waited for and the function runs, and become dead letters', () => {
    const { Properties } = theResource(resources, 'AWS::SQS::Queue', { QueueName: QUEUES[kind] });
    expect(Properties.KmsMasterKeyId).toMatch(/^arn:aws:kms:.*:key\/AlarmTopicKey/);
    // What AWS Lambda asks for: six times the time of the function, and the window.
    expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * 60 + (kind === 'refused' ? 60 : 300));
    expect(Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: arn('sqs', DEAD_LETTERS), maxReceiveCount: 5 });
    expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });
});

test('without a key of the topic the queues are encrypted all the same', () => {
  const queues = alertsIn(ARCHIVE, (stack) => new Topic(stack, 'Existing')).findResources('AWS::SQS::Queue');
  expect(Object.keys(queues)).toHaveLength(3);
  for (const { Properties } of Object.values(queues)) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
});

test('the function gets what it needs, reads all of it, and holds no more', () => {
  const functionName = 'organization-trail-alert-groups';
  const { Properties } = theResource(resources, 'AWS::Lambda::Function', { FunctionName: functionName });
  const { Variables } = Properties.Environment as { Variables: Record<string, string> };
  expect(readSettings(Variables)).toEqual({
    trailName: 'organization-trail',
    topics: {
      CRITICAL: arn('sns', 'organization-trail-alarms'),
      HIGH: arn('sns', 'organization-trail-alarms'),
      other: arn('sns', 'organization-trail-alarms'),
    },
    runbookUrl: trail.runbookUrl,
  });
  expect(Object.keys(Variables).sort()).toEqual(['ALARM_TOPICS', 'RUNBOOK_URL', 'TRAIL_ARN']);
});

test('all of it goes with its stack', () => {
  expectRetention(template);
});

const organization = guardrailPolicies({ trail });
const policyOf = (name: string) =>
  theResource(resources, 'AWS::SQS::QueuePolicy', { Queues: [name] }).Properties.PolicyDocument as PolicyDocument;
const reader = role(ARCHIVE, READER, ...policiesOfRole(resources, READER));
const sender = role(ARCHIVE, SENDER, ...policiesOfRole(resources, SENDER));
const administrator = role(ARCHIVE, 'administrator');
const where = { 'aws:SecureTransport': 'true' };

describe.each(Object.values(QUEUES))('who may what on the queue %s, below the policies of the organization', (name) => {
  const on = arn('sqs', name);
  const row = (who: Principal, does: string, expected: Row['expected'], more = where): Row => ({
    ...{ who, does, on, where: more, expected },
  });
  testTable(
    () => ({ ...organization, resourcePolicy: policyOf(name) }),
    [
      row(sender, 'sqs:SendMessage', 'allowed'),
      row(sender, 'sqs:SendMessage', 'denied', { 'aws:SecureTransport': 'false' }),
      row(sender, 'sqs:ReceiveMessage', 'denied'),
      ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((does) =>
        row(reader, does, 'allowed'),
      ),
      row(reader, 'sqs:SendMessage', 'denied'),
      ...['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'].map((does) =>
        row(administrator, does, 'denied'),
      ),
      ...['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission'].map((does) =>
        row(administrator, does, 'denied'),
      ),
      row(administrator, 'sqs:GetQueueAttributes', 'allowed'),
    ],
  );

  test('the queue alone keeps others from its messages, also where no policy of the organization holds', async () => {
    const policies = { resourcePolicy: policyOf(name) };
    for (const does of ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'])
      expect(await decide(policies, { who: administrator, does, on, where })).toBe('denied');
    for (const does of ['sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:DeleteQueue'])
      for (const who of [reader, sender]) expect(await decide(policies, { who, does, on, where })).toBe('not allowed');
  });
});

describe('who may what elsewhere', () => {
  const topic = arn('sns', 'organization-trail-alarms');
  const [{ Properties: key }] = resourcesOfType(resources, 'AWS::KMS::Key');
  const keyArn = String(
    theResource(resources, 'AWS::SQS::Queue', { QueueName: DEAD_LETTERS }).Properties.KmsMasterKeyId,
  );
  testTable(
    () => organization,
    [
      { who: reader, does: 'sns:Publish', on: topic, expected: 'allowed' },
      { who: reader, does: 'sns:Publish', on: `${topic}-2`, expected: 'not allowed' },
      { who: reader, does: 'sns:Subscribe', on: topic, expected: 'not allowed' },
      { who: reader, does: 'sqs:ReceiveMessage', on: arn('sqs', DEAD_LETTERS), expected: 'not allowed' },
      { who: reader, does: 'sqs:ReceiveMessage', on: arn('sqs', 'another'), expected: 'not allowed' },
      { who: sender, does: 'sqs:SendMessage', on: arn('sqs', DEAD_LETTERS), expected: 'not allowed' },
      { who: administrator, does: 'sqs:DeleteMessage', on: arn('sqs', DEAD_LETTERS), expected: 'denied' },
      ...['lambda:UpdateFunctionCode', 'lambda:DeleteFunction', 'lambda:InvokeFunction'].map((does): Row => ({
        ...{ who: administrator, does, on: arn('lambda', 'function:organization-trail-alert-groups') },
        expected: 'denied',
      })),
      ...['lambda:UpdateEventSourceMapping', 'lambda:DeleteEventSourceMapping'].map((does): Row => ({
        ...{ who: administrator, does, on: arn('lambda', 'event-source-mapping:1b4b1c4e-0000-4000-8000-000000000000') },
        expected: 'denied',
      })),
    ],
  );

  test.each([
    ['the function, to read and to publish', reader, ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['the rules, to send', sender, ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('%s may use the key', async (_, who, actions) => {
    const policies = { ...organization, resourcePolicy: key.KeyPolicy as PolicyDocument };
    const context = { 'kms:ResourceAliases': 'alias/organization-trail-alarms' };
    for (const does of actions)
      expect(await decide(policies, { who, does, on: keyArn, where: context })).toBe('allowed');
    for (const does of ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:CreateGrant'])
      expect(await decide(policies, { who, does, on: keyArn, where: context })).not.toBe('allowed');
  });

  test('Lambda alone assumes the role of the function', () => {
    const { Properties } = theResource(resources, 'AWS::IAM::Role', { RoleName: READER });
    const { Statement } = Properties.AssumeRolePolicyDocument as PolicyDocument;
    expect(Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });
});

describe('people are notified directly', () => {
  test.each([
    ['RefusedCallsLate', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', QUEUES.refused, 900, 'CRITICAL'],
    ['DeploymentCallsLate', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', QUEUES.deployed, 900, 'CRITICAL'],
    ['AlertGroupsDeadLetters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', DEAD_LETTERS, 1, 'CRITICAL'],
    ['AlertGroupsErrors', 'AWS/Lambda', 'Errors', 'organization-trail-alert-groups', 1, 'HIGH'],
    ['AlertGroupsThrottles', 'AWS/Lambda', 'Throttles', 'organization-trail-alert-groups', 1, 'HIGH'],
  ])('by %s', (name, Namespace, MetricName, Value, Threshold, severity) => {
    const { Properties } = theResource(resources, 'AWS::CloudWatch::Alarm', {
      AlarmName: `organization-trail-${name}`,
    });
    expect(Properties).toMatchObject({
      ...{ Namespace, MetricName, Threshold, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [{ Value }],
      AlarmActions: [arn('sns', 'organization-trail-alarms')],
    });
    expect(Properties.AlarmDescription).toMatch(new RegExp(`^\\[${severity}\\] .*#alertsundelivered$`));
  });

  test('of a rule that cannot send to its queue', () => {
    const rules = resourcesOfType(resources, 'AWS::Events::Rule').map(({ Properties }) => String(Properties.Name));
    const grouped = rules.filter((rule) => /-(refused|deployed)$/.test(rule));
    expect(grouped.length).toBeGreaterThan(15);
    for (const RuleName of grouped)
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'FailedInvocations',
        Dimensions: Match.arrayWith([{ Name: 'RuleName', Value: RuleName }]),
      });
  });
});

test('an account has room for the rules in each Region', () => {
  // The default quota of a bus. Everything in one account and Region is the most.
  const one = organizationTrail({ logArchiveAccountId: managementAccountId });
  const stack = new Stack(new App(), 'Stack', { env: { account: managementAccountId, region: REGION } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: one, emailAddresses: ['a@example.com'] });
  const { ruleNames } = new TamperAlerts(stack, 'TamperAlerts', { trail: one, alarmTopic });
  expect(new Set(ruleNames).size).toBe(ruleNames.length);
  expect(ruleNames.length).toBeLessThan(100);
});
