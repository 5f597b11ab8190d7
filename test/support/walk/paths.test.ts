import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, CisControl, TamperAlerts, TrailAlarms } from '../../../lib';
import { deployedResources } from '../iam';
import { ORGANIZATION, organizationTrail } from '../stacks';
import { walkToPeople, type Walk } from '.';

interface AnyResource {
  Type: string;
  // Deliberately loose: the mutations reach into whatever the template holds.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  Properties: any;
}
type Resources = Record<string, AnyResource>;

// One account: the walk over the bus of another is that of second-channel.test.ts.
const trail = organizationTrail({ logArchiveAccountId: ORGANIZATION.managementAccountId });
const env = { account: ORGANIZATION.managementAccountId, region: ORGANIZATION.homeRegion };
const template = synthesize();

function synthesize(): string {
  const stack = new Stack(new App(), 'Stack', { env });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, filters: [CisControl.CLOUDWATCH_5] });
  new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic });
  // References are resolved before something is taken away: what referred to it then names what is not there.
  const deployment = { accountId: env.account, region: env.region };
  return JSON.stringify({ Resources: deployedResources(Template.fromStack(stack).toJSON(), deployment) });
}

function walkAfter(mutate: (resources: Resources) => unknown): Promise<Walk> {
  const mutated = JSON.parse(template) as { Resources: Resources };
  mutate(mutated.Resources);
  return walkToPeople([{ accountId: env.account, region: env.region, template: mutated }]);
}

/** The one resource of this type whose logical id contains the text, a regular expression. */
function idOf(resources: Resources, type: string, text = ''): string {
  const [id, ...others] = Object.keys(resources).filter((key) => resources[key].Type === type && key.search(text) >= 0);
  expect(others).toEqual([]);
  return id;
}

const only = (resources: Resources, type: string, text?: string): AnyResource['Properties'] =>
  resources[idOf(resources, type, text)].Properties;

const alarm = (resources: Resources) =>
  only(resources, 'AWS::CloudWatch::Alarm', 'AlarmsCloudTrailChanges[0-9A-F]{8}$');
const rule = (resources: Resources) => only(resources, 'AWS::Events::Rule', 'TamperAlertsTrailTampering[0-9A-F]{8}$');
const role = (resources: Resources) => only(resources, 'AWS::IAM::Role', 'TamperAlertsRole');
const reader = (resources: Resources) => only(resources, 'AWS::IAM::Role', 'TamperAlertsGroupsRole');
const queue = 'arn:aws:sqs:us-east-1:111111111111:organization-trail-refused-calls';
const refused = 'TamperAlertsGroupsQueuesRefused';
const statements = (document: { Statement: { Sid?: string }[] }, keep: (sid: string) => boolean) =>
  document.Statement.filter(({ Sid }) => keep(Sid ?? ''));

describe('the walk to a person', () => {
  test('finds its way through what is complete, and names the confirmation that no template can verify', async () => {
    const walk = await walkAfter(() => {});
    expect(walk.gaps).toEqual([]);
    expect(walk.reached).toContain('111111111111 in us-east-1: alarm organization-trail-CloudTrailChanges');
    expect(walk.reached).toContain('111111111111 in us-east-1: rule organization-trail-TrailTampering');
    expect(walk.pendingConfirmations).toEqual([
      'security@example.com must confirm the subscription to arn:aws:sns:us-east-1:111111111111:organization-trail-alarms',
    ]);
  });

  test.each([
    ['AWS::SNS::Topic'],
    ['AWS::SNS::TopicPolicy'],
    ['AWS::SNS::Subscription'],
    ['AWS::KMS::Key'],
    ['AWS::IAM::Role', 'TamperAlertsRole'],
    ['AWS::IAM::Role', 'TamperAlertsGroupsRole'],
    ['AWS::Logs::MetricFilter'],
    ['AWS::SQS::Queue', refused],
    ['AWS::SQS::QueuePolicy', refused],
    ['AWS::Lambda::EventSourceMapping', 'TamperAlertsGroupsrefusedSource'],
    ['AWS::Lambda::Function'],
  ])('notices that %s %s is gone', async (type, id = '') => {
    const { gaps } = await walkAfter((resources) => delete resources[idOf(resources, type, id)]);
    expect(gaps).not.toEqual([]);
  });

  test.each<[string, (resources: Resources) => unknown, RegExp]>([
    ['an alarm without action', (all) => delete alarm(all).AlarmActions, /no topic as its action/],
    ['an alarm with its actions disabled', (all) => (alarm(all).ActionsEnabled = false), /actions are disabled/],
    [
      'an alarm on a topic that nobody makes',
      (all) => (alarm(all).AlarmActions = ['arn:aws:sns:us-east-1:111111111111:another']),
      /no template has the topic/,
    ],
    [
      'an alarm on a metric that nobody counts',
      (all) => (alarm(all).MetricName = 'another'),
      /no metric filter counts/,
    ],
    [
      'a metric filter without alarm',
      (all) => (only(all, 'AWS::Logs::MetricFilter').MetricTransformations[0].MetricName = 'another'),
      /no alarm watches another/,
    ],
    [
      'a topic policy that holds only the TLS Deny',
      (all) => {
        const { PolicyDocument } = only(all, 'AWS::SNS::TopicPolicy');
        PolicyDocument.Statement = statements(PolicyDocument, (sid) => sid === 'DenyWithoutTls');
      },
      /cloudwatch.amazonaws.com may not publish/,
    ],
    [
      'a topic policy that is pinned to other alarms',
      (all) => {
        const { PolicyDocument } = only(all, 'AWS::SNS::TopicPolicy');
        const [statement] = statements(PolicyDocument, (sid) => sid === 'TheseAlarmsPublish') as AnyResource[];
        Object.assign(statement, { Condition: { ArnEquals: { 'aws:SourceArn': `${'arn:aws:cloudwatch'}:other` } } });
      },
      /cloudwatch.amazonaws.com may not publish/,
    ],
    [
      'a key policy that does not let CloudWatch in',
      (all) => {
        const { KeyPolicy } = only(all, 'AWS::KMS::Key');
        KeyPolicy.Statement = statements(KeyPolicy, (sid) => sid !== 'TheseAlarmsEncrypt');
      },
      /cloudwatch.amazonaws.com may not kms:GenerateDataKey/,
    ],
    [
      'a key policy without Decrypt',
      (all) => {
        const { KeyPolicy } = only(all, 'AWS::KMS::Key');
        const [statement] = statements(KeyPolicy, (sid) => sid === 'TheseAlarmsEncrypt');
        Object.assign(statement, { Action: 'kms:GenerateDataKey*' });
      },
      /cloudwatch.amazonaws.com may not kms:Decrypt/,
    ],
    [
      'a key that does not trust the policies of its account',
      (all) => {
        const { KeyPolicy } = only(all, 'AWS::KMS::Key');
        KeyPolicy.Statement = statements(KeyPolicy, (sid) => sid !== 'AccountAdministersKey');
      },
      /role organization-trail-alerts.* may not kms:GenerateDataKey/,
    ],
    [
      'a topic with the key of AWS',
      (all) => (only(all, 'AWS::SNS::Topic').KmsMasterKeyId = 'alias/aws/sns'),
      /no template has the key/,
    ],
    ['a topic without key', (all) => delete only(all, 'AWS::SNS::Topic').KmsMasterKeyId, /not encrypted/],
    [
      'a subscription to another topic',
      (all) => (only(all, 'AWS::SNS::Subscription').TopicArn = 'arn:aws:sns:us-east-1:111111111111:another'),
      /nobody is subscribed/,
    ],
    [
      'a queue that is read by nobody',
      (all) => (only(all, 'AWS::Lambda::EventSourceMapping', 'refusedSource').Enabled = false),
      new RegExp(`rule organization-trail-TrailTampering-refused: nothing is read from ${queue}`),
    ],
    [
      'a queue with the key of somebody else',
      (all) => (only(all, 'AWS::SQS::Queue', refused).KmsMasterKeyId = 'alias/other'),
      /no template has the key of arn:aws:sqs/,
    ],
    [
      'a queue policy that keeps the rules out',
      (all) => {
        const { PolicyDocument } = only(all, 'AWS::SQS::QueuePolicy', refused);
        const [statement] = statements(PolicyDocument, (sid) => sid === 'OnlyRulesSend') as { Condition?: object }[];
        delete statement.Condition;
      },
      /role organization-trail-alerts.* may not sqs:SendMessage on .*: denied/,
    ],
    [
      'a queue policy that keeps the function out',
      (all) => {
        const { PolicyDocument } = only(all, 'AWS::SQS::QueuePolicy', refused);
        const [statement] = statements(PolicyDocument, (sid) => sid === 'OnlyFunctionReads') as {
          Condition?: object;
        }[];
        delete statement.Condition;
      },
      /role organization-trail-alert-groups.* may not sqs:ReceiveMessage on .*: denied/,
    ],
    [
      'a function that may not publish',
      (all) => reader(all).Policies[0].PolicyDocument.Statement.splice(2),
      /role organization-trail-alert-groups.* may not publish/,
    ],
    [
      'a function that publishes elsewhere',
      (all) =>
        (only(all, 'AWS::Lambda::Function').Environment.Variables.ALARM_TOPICS =
          '{"other":"arn:aws:sns:us-east-1:111111111111:another"}'),
      /rule organization-trail-TrailTampering-refused: no template has the topic/,
    ],
    ['a rule without target', (all) => delete rule(all).Targets, /no target/],
    ['a rule that is disabled', (all) => (rule(all).State = 'DISABLED'), /is disabled/],
    ['a target without role', (all) => delete rule(all).Targets[0].RoleArn, /no execution role/],
    [
      'a role for other rules',
      (all) =>
        (role(all).AssumeRolePolicyDocument.Statement[0].Condition.ArnLike = {
          'aws:SourceArn': 'arn:aws:events:other',
        }),
      /EventBridge may not assume/,
    ],
    ['a role without policies', (all) => delete role(all).Policies, /role organization-trail-alerts.* may not publish/],
    [
      'a role that may publish elsewhere',
      (all) =>
        (role(all).Policies[0].PolicyDocument.Statement[0].Resource = 'arn:aws:sns:us-east-1:111111111111:another'),
      /role organization-trail-alerts.* may not publish/,
    ],
    [
      'a role that may not use the key',
      (all) => role(all).Policies[0].PolicyDocument.Statement.splice(1),
      /role organization-trail-alerts.* may not kms:GenerateDataKey/,
    ],
    [
      'a rule with no alarm for when it can not',
      (all) => delete all[idOf(all, 'AWS::CloudWatch::Alarm', 'TamperAlertsTrailTamperingUndelivered')],
      /rule organization-trail-TrailTampering: it has no alarm on its failed invocations/,
    ],
    [
      'an alarm on a rule that is gone',
      (all) => delete all[idOf(all, 'AWS::Events::Rule', 'TamperAlertsTrailTampering[0-9A-F]{8}$')],
      /alarm organization-trail-TrailTampering-undelivered: there is no such rule/,
    ],
  ])('notices %s', async (_, mutate, gap) => {
    const { gaps } = await walkAfter(mutate);
    expect(gaps).toContainEqual(expect.stringMatching(gap));
  });
});
