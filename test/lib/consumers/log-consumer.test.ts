import { Duration, aws_iam as iam } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, ConsumerTrust, LogConsumer, LogDelivery, MessageForm, type LogConsumerProps } from '../../../lib';
import { Metrics, stateAt, type AlarmProperties } from '../../support/alarms/evaluate';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import { archiveStack, organizationTrail, ORGANIZATION, synthError } from '../../support/stacks';

const ORGANIZATION_ID = ORGANIZATION.organizationId;
const trail = organizationTrail();

function consumerStack(...consumers: Partial<LogConsumerProps>[]) {
  const stack = archiveStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  for (const [index, props] of consumers.entries())
    new LogConsumer(stack, `Consumer${index}`, { trail, alarmTopic, consumerName: 'splunk', ...props });
  return stack;
}

const templateOf = (...consumers: Partial<LogConsumerProps>[]) => Template.fromStack(consumerStack(...consumers));

interface Rule {
  readonly Name: string;
  readonly EventPattern: object;
  readonly Targets: { readonly InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string } }[];
}

const rulesOf = (template: Template) =>
  Object.values(template.findResources('AWS::Events::Rule'))
    .map(({ Properties }) => Properties as Rule)
    .filter(({ Name }) => !Name.endsWith('-key'));
const ruleOf = (template: Template) => rulesOf(template)[0];

function created(key: string, bucketName: string = trail.logBucketName) {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    account: ORGANIZATION.logArchiveAccountId,
    region: 'us-east-1',
    time: '2026-01-01T00:05:00Z',
    detail: {
      bucket: { name: bucketName },
      object: { key, size: 5, etag: 'b1946ac9', 'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e', sequencer: '00617F' },
    },
  };
}

const file = (account: string, folder = 'CloudTrail', root = `AWSLogs/${ORGANIZATION_ID}`) =>
  `${root}/${account}/${folder}/us-east-1/2026/01/01/${account}_${folder}_us-east-1_20260101T0000Z_AbCdEfGhIjKlMnOp.json.gz`;

describe('the rule', () => {
  const { EventPattern } = ruleOf(templateOf({}));
  const chosen = ruleOf(templateOf({ accountIds: ['333333333333'] })).EventPattern;

  test.each([
    ['a log file of a member account', created(file('333333333333')), true],
    ['a log file of the management account', created(file('111111111111')), true],
    ['a digest', created(file('333333333333', 'CloudTrail-Digest')), false],
    ['an Insights event', created(file('333333333333', 'CloudTrail-Insight')), false],
    ['a log file of another organization', created(file('333333333333', 'CloudTrail', 'AWSLogs/o-otherotherr')), false],
    ['a log file below another prefix', created(`copy/${file('333333333333')}`), false],
    ['what is no log file', created(file('333333333333').replace('.json.gz', '.txt')), false],
    ['an object of another bucket', created(file('333333333333'), 'another-bucket'), false],
    ['a deletion', { ...created(file('333333333333')), 'detail-type': 'Object Deleted' }, false],
    ['a forged event', { ...created(file('333333333333')), source: 'custom' }, false],
  ])('on %s', (_, event, expected) => {
    expect(matchesEventPattern(EventPattern, event)).toBe(expected);
  });

  test('finds the log files of the accounts that were chosen, and no others', () => {
    expect(matchesEventPattern(chosen, created(file('333333333333')))).toBe(true);
    expect(matchesEventPattern(chosen, created(file('444444444444')))).toBe(false);
  });

  test('of the trail of a single account finds its log files', () => {
    const stack = archiveStack();
    const own = organizationTrail({ keyPrefix: 'audit' });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: own, emailAddresses: ['security@example.com'] });
    new LogConsumer(stack, 'Consumer', { trail: own, alarmTopic, consumerName: 'splunk' });
    const pattern = ruleOf(Template.fromStack(stack)).EventPattern;
    expect(matchesEventPattern(pattern, created(`audit/${file('333333333333')}`))).toBe(true);
    expect(matchesEventPattern(pattern, created(file('333333333333')))).toBe(false);
  });
});

describe('the message', () => {
  test("is EventBridge's event as it is", () => {
    expect(ruleOf(templateOf({})).Targets[0].InputTransformer).toBeUndefined();
  });

  test("is in the form of S3's notifications where that was chosen", () => {
    const delivery = LogDelivery.sqs({ messageForm: MessageForm.S3 });
    const { InputPathsMap, InputTemplate } = ruleOf(templateOf({ delivery })).Targets[0].InputTransformer!;
    const event = created(file('333333333333'));
    const message = InputTemplate.replace(/<(\w+)>/g, (_, name: string) =>
      JSON.stringify(at(event, InputPathsMap[name])),
    );
    expect(JSON.parse(message)).toEqual({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventTime: '2026-01-01T00:05:00Z',
          eventName: 'ObjectCreated:Put',
          s3: {
            s3SchemaVersion: '1.0',
            bucket: { name: trail.logBucketName, arn: trail.logBucketArn },
            object: {
              key: file('333333333333'),
              size: 5,
              eTag: 'b1946ac9',
              versionId: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
              sequencer: '00617F',
            },
          },
        },
      ],
    });
  });

  function at(event: object, path: string): unknown {
    return path
      .split('.')
      .slice(1)
      .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], event);
  }
});

describe('the queue', () => {
  const delivery = LogDelivery.sqs({ visibilityTimeout: Duration.minutes(10), maxAge: Duration.hours(2) });
  const template = templateOf({ delivery });

  test('is encrypted, and gives a message to the dead-letter queue after three attempts', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'read-organization-trail-splunk',
      KmsMasterKeyId: Match.anyValue(),
      VisibilityTimeout: 600,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] },
        maxReceiveCount: 3,
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'read-organization-trail-splunk-dead-letters',
      KmsMasterKeyId: Match.anyValue(),
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  test.each([
    ['behind', 'ApproximateAgeOfOldestMessage', 7200],
    ['dead-letters', 'ApproximateNumberOfMessagesVisible', 1],
  ])('has an alarm %s', (suffix, MetricName, Threshold) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `organization-trail-consumer-splunk-${suffix}`,
      MetricName,
      Threshold,
      AlarmActions: [Match.stringLikeRegexp(':organization-trail-alarms$')],
    });
  });

  test('has an alarm where EventBridge can not send', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-consumer-splunk-undelivered',
      MetricName: 'FailedInvocations',
    });
  });
});

test('the first message that a consumer gave up brings the alarm on', () => {
  const [alarm] = Object.values(
    templateOf({}).findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmName: 'organization-trail-consumer-splunk-dead-letters' },
    }),
  ).map(({ Properties }) => Properties as AlarmProperties);
  const stateWith = (value: number) => {
    const metrics = new Metrics();
    const dimensions = { QueueName: 'read-organization-trail-splunk-dead-letters' };
    metrics.record('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimensions, { time: 0, value });
    return stateAt(alarm, metrics, 300_000, 'OK');
  };
  expect([0, 1].map(stateWith)).toEqual(['OK', 'ALARM']);
  expect(stateAt(alarm, new Metrics(), 300_000, 'OK')).toBe('OK');
});

test('a topic is encrypted, and sends to addresses with TLS alone', () => {
  const httpsUrls = ['https://collectors.example.com/receiver'];
  const template = templateOf({ delivery: LogDelivery.sns({ httpsUrls }) });
  template.hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'organization-trail-consumer-splunk',
    KmsMasterKeyId: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'https', Endpoint: httpsUrls[0] });
  template.resourceCountIs('AWS::SQS::Queue', 0);
});

test('a consumer that lists the bucket has a role and nothing else', () => {
  const template = templateOf({ delivery: LogDelivery.listing(), trust: ConsumerTrust.account('333333333333') });
  for (const type of ['AWS::SQS::Queue', 'AWS::Events::Rule']) template.resourceCountIs(type, 0);
  template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'read-organization-trail-splunk' });
});

test('two consumers have nothing in common, and nothing notifies the bucket itself', () => {
  const names = [{ consumerName: 'splunk' }, { consumerName: 'elastic' }];
  const template = templateOf(...names);
  expect(rulesOf(template)).toHaveLength(2);
  template.resourceCountIs('AWS::SQS::Queue', 4);
  template.resourceCountIs('Custom::S3BucketNotifications', 0);
  const targets = rulesOf(template).map(({ Targets }) => Targets);
  expect(targets.map(({ length }) => length)).toEqual([1, 1]);
  expect(JSON.stringify(targets[0])).not.toBe(JSON.stringify(targets[1]));
});

test('everything goes with its stack: the log files are elsewhere', () => {
  const resources = templateOf({ trust: ConsumerTrust.account('333333333333') }).toJSON().Resources as Record<
    string,
    { Type: string; DeletionPolicy?: string }
  >;
  const kept = Object.values(resources).filter(({ DeletionPolicy }) => /^Retain/.test(DeletionPolicy ?? ''));
  expect(kept).toEqual([]);
});

test('grantConsume takes a principal of the account', () => {
  const stack = archiveStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const consumer = new LogConsumer(stack, 'Consumer', { trail, alarmTopic, consumerName: 'own' });
  consumer.grantConsume(new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  for (const action of ['sqs:ReceiveMessage', 's3:GetObject', 'kms:Decrypt']) expect(policies).toContain(action);
});

describe('what is wrong is said at synthesis', () => {
  test('two consumers of one name', () => {
    expect(synthError(consumerStack({}, {}))).toContain('LogConsumer: got "Stack/Consumer1", expected one of a trail');
  });

  const vendor = ConsumerTrust.vendor({ accountId: '444444444444', externalId: 'example-external-id' });
  test.each<[string, Partial<LogConsumerProps>, string]>([
    ['a name with capitals', { consumerName: 'Splunk' }, 'consumerName: got "Splunk"'],
    ['a name that is too long', { consumerName: 'a'.repeat(21) }, 'consumerName: got'],
    ['an account', { accountIds: ['333'] }, 'accountIds[0]: got "333"'],
    [
      'a vendor without an account',
      { trust: ConsumerTrust.vendor({ accountId: '*', externalId: 'example-external-id' }) },
      'trust.accountId: got "*"',
    ],
    [
      'an external id',
      { trust: ConsumerTrust.vendor({ accountId: '444444444444', externalId: '' }) },
      'trust.externalId: got ""',
    ],
    ['a service', { trust: ConsumerTrust.service('*') }, 'trust.servicePrincipal: got "*"'],
    [
      'an address without TLS',
      { delivery: LogDelivery.sns({ httpsUrls: ['http://example.com'] }) },
      'delivery.httpsUrls[0]',
    ],
    ['a time', { delivery: LogDelivery.sqs({ maxAge: Duration.days(15) }) }, 'delivery.maxAge: got'],
    [
      'a consumer that deletes',
      { trust: vendor, moreActions: ['s3:DeleteObject'] },
      'moreActions[0]: got "s3:DeleteObject"',
    ],
    ['a consumer that takes everything', { trust: vendor, moreActions: ['s3:*'] }, 'moreActions[0]: got "s3:*"'],
    ['more actions for nobody', { moreActions: ['s3:GetObjectVersion'] }, 'moreActions: got'],
  ])('%s', (_, props, sentence) => {
    expect(synthError(consumerStack(props))).toContain(sentence);
  });
});
