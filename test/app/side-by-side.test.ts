// Two consumers, questions and the validator beside one another, in the synthesized app: what each is sent, and that none may
// reach into what another works with.
import {
  deployedResources,
  policiesOfRole,
  resourcesOfType,
  role,
  testTable,
  theResource,
  type Decision,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../support/iam';
import { guardrailPolicies } from '../support/guardrail';
import { matchesEventPattern } from '../support/event-pattern/evaluate';
import { objectCreated } from '../../bin/cdk-organization-trail/verify/samples/object-events';
import { trailOf } from '../../bin/app';
import { ValidationNames } from '../../lib/identity/validation-names';
import { LAYOUT_WITH_ALL, templatesOf } from './layouts';

const trail = trailOf(LAYOUT_WITH_ALL);
const names = new ValidationNames(trail);
const { logArchiveAccountId: ARCHIVE, homeRegion: REGION, organizationId } = trail;
const templates = templatesOf(LAYOUT_WITH_ALL);
type Resources = ReturnType<typeof deployedResources>;
const resourcesIn = (name: string) =>
  deployedResources(templates.get(`OrganizationTrail-${name}`)!.toJSON(), { accountId: ARCHIVE, region: REGION });
const archive = resourcesIn('LogArchive');
const consumers = resourcesIn('Consumers');
const validation = resourcesIn('DigestValidation');
const athena = resourcesIn('Athena');
const key = (account: string, folder = 'CloudTrail') =>
  `AWSLogs/${organizationId}/${account}/${folder}/us-east-1/2026/01/31/a.json.gz`;
const queueOf = (name: string) => `arn:aws:sqs:${REGION}:${ARCHIVE}:read-organization-trail-${name}`;

test('the bucket itself notifies EventBridge and nothing else: no two notifications can overlap', () => {
  const { Properties } = theResource(archive, 'AWS::S3::Bucket', { BucketName: trail.logBucketName });
  expect(Properties.NotificationConfiguration).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
});

describe('what is sent to whom', () => {
  const rules = [archive, consumers, validation, athena]
    .flatMap((resources) => resourcesOfType(resources, 'AWS::Events::Rule'))
    .filter(({ Properties }) => /read-organization-trail-|:lambda:|:states:/.test(JSON.stringify(Properties.Targets)));
  const sentTo = (objectKey: string, bucketName = trail.logBucketName) => {
    const event = { ...objectCreated({ bucketName, key: objectKey }), account: ARCHIVE, region: REGION };
    return rules
      .filter(({ Properties }) => matchesEventPattern(Properties.EventPattern as object, event))
      .map(({ Properties }) => (Properties.Targets as { Arn: string }[]).map(({ Arn }) => Arn).join());
  };

  test.each([
    ['a log file of an account that both read', key('333333333333'), ['splunk', 'member']],
    ['a log file of another account', key('111111111111'), ['splunk']],
    ['a digest', key('333333333333', 'CloudTrail-Digest'), []],
    ['a file of Insights', key('333333333333', 'CloudTrail-Insight'), []],
    ['a file below another prefix', `copy/${key('333333333333')}`, []],
  ])('%s', (_, objectKey, expected) => {
    expect(sentTo(objectKey).sort()).toEqual(expected.map(queueOf).sort());
    expect(sentTo(objectKey, trail.evidenceBucketName)).toEqual([]);
  });
});

describe('who may reach what', () => {
  const reader = (resources: Resources, name: string) => role(ARCHIVE, name, ...policiesOfRole(resources, name));
  const consumer = reader(consumers, 'read-organization-trail-splunk');
  const sender = reader(consumers, 'organization-trail-consumer-splunk-sender');
  const analyst = reader(athena, 'read-organization-trail-questions');
  const validator = reader(validation, names.roleName('Validator'));
  const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' };
  const row = (who: Principal, does: string, on: string, expected: Decision): Row => ({
    ...{ who, does, on, expected, ownedBy: ARCHIVE },
    ...(does.startsWith('s3:') && { where: tls }),
  });
  const object = (folder?: string) => `${trail.logBucketArn}/${key('333333333333', folder)}`;
  const evidence = `${trail.evidenceBucketArn}/organization-trail/reports/a.json`;
  const guardrail = guardrailPolicies({ trail });

  describe.each(['splunk', 'member'])('the queue of %s', (name) => {
    const { PolicyDocument } = theResource(consumers, 'AWS::SQS::QueuePolicy', {
      Queues: [`read-organization-trail-${name}`],
    }).Properties;
    const own = name === 'splunk' ? 'allowed' : 'not allowed';
    testTable(
      () => ({ ...guardrail, resourcePolicy: PolicyDocument as PolicyDocument }),
      [
        row(sender, 'sqs:SendMessage', queueOf(name), own),
        row(consumer, 'sqs:ReceiveMessage', queueOf(name), own),
        row(consumer, 'sqs:DeleteMessage', queueOf(name), own),
        row(sender, 'sqs:ReceiveMessage', queueOf(name), 'not allowed'),
        row(consumer, 'sqs:SendMessage', queueOf(name), 'not allowed'),
        row(consumer, 'sqs:SetQueueAttributes', queueOf(name), 'not allowed'),
        row(analyst, 'sqs:ReceiveMessage', queueOf(name), 'not allowed'),
        row(validator, 'sqs:ReceiveMessage', queueOf(name), 'not allowed'),
      ],
    );
  });

  describe('what the validator works with', () => {
    testTable(
      () => guardrail,
      [consumer, sender, analyst].flatMap((who) => [
        row(who, 'dynamodb:PutItem', names.tableArn, 'denied'),
        row(who, 'dynamodb:GetItem', names.tableArn, 'not allowed'),
        row(who, 's3:GetObject', evidence, 'not allowed'),
        row(who, 's3:PutObject', evidence, 'not allowed'),
        row(who, 'lambda:InvokeFunction', names.functionArn('Validator'), 'denied'),
        row(who, 'sqs:SendMessage', names.queueArn, 'not allowed'),
        row(who, 'sqs:DeleteMessage', names.queueArn, 'denied'),
      ]),
    );
  });

  describe('the log bucket', () => {
    const { PolicyDocument } = theResource(archive, 'AWS::S3::BucketPolicy', {
      Bucket: trail.logBucketName,
    }).Properties;
    testTable(
      () => ({ ...guardrail, resourcePolicy: PolicyDocument as PolicyDocument }),
      [
        row(validator, 's3:GetObject', object(), 'allowed'),
        row(validator, 's3:GetObject', object('CloudTrail-Digest'), 'allowed'),
        ...[consumer, analyst].flatMap((who) => [
          row(who, 's3:GetObject', object(), 'allowed'),
          row(who, 's3:GetObject', object('CloudTrail-Digest'), 'not allowed'),
        ]),
        ...[consumer, analyst, sender, validator].flatMap((who) => [
          row(who, 's3:PutObject', object(), 'denied'),
          row(who, 's3:DeleteObject', object(), 'denied'),
          row(who, 's3:PutBucketNotification', trail.logBucketArn, 'denied'),
        ]),
      ],
    );
  });
});
