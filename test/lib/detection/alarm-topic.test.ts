import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  AlarmTopic,
  CisControl,
  TamperAlerts,
  TrailAlarms,
  type AlarmTopicAttributes,
  type AlarmTopicProps,
} from '../../../lib';
import { expectRetention } from '../../support/retention';
import { managementStack, organizationTrail, synthError, warnings } from '../../support/stacks';

const trail = organizationTrail();
const emailAddresses = ['security@example.com', 'on-call@example.com'];
const TOPIC_ARN = 'arn:aws:sns:us-east-1:111111111111:organization-trail-alarms';
const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:111111111111:alarm';

function topicIn(stack: Stack, props: Partial<AlarmTopicProps> = {}): AlarmTopic {
  return new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses, ...props });
}

function alarmIn(stack: Stack, alarmName?: string): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Some', metricName: 'thing' });
  return new cloudwatch.Alarm(stack, `Alarm${alarmName}`, { alarmName, metric, threshold: 1, evaluationPeriods: 1 });
}

const alarmsMay = (sid: string) => Match.objectLike({ Sid: sid, Principal: { Service: 'cloudwatch.amazonaws.com' } });

describe('the topic', () => {
  test('is encrypted with a key of its own', () => {
    const stack = managementStack();
    topicIn(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Topic', {
      TopicName: 'organization-trail-alarms',
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('AlarmTopicKey'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/organization-trail-alarms' });
  });

  test('takes messages over TLS only', () => {
    const stack = managementStack();
    topicIn(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Resource: TOPIC_ARN,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('has an e-mail subscription for each address, and others', () => {
    const stack = managementStack();
    topicIn(stack, { subscriptions: [new SqsSubscription(new sqs.Queue(stack, 'Queue'))] });
    const template = Template.fromStack(stack);
    for (const Endpoint of emailAddresses) {
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs' });
  });

  test('says that e-mail must be confirmed', () => {
    const stack = managementStack();
    const topic = topicIn(stack);
    const infos = topic.node.metadata.filter(({ type }) => type === 'aws:cdk:info').map(({ data }) => String(data));
    expect(infos).toContainEqual(
      expect.stringMatching(/No alarm reaches security@example.com, on-call@example.com before/),
    );
  });
});

describe('notify', () => {
  test('pins the policies of topic and key to these alarms', () => {
    const stack = managementStack();
    const topic = topicIn(stack);
    topic.notify(alarmIn(stack, 'one'));
    topic.notify(alarmIn(stack, 'two'));
    const template = Template.fromStack(stack);
    const condition = {
      StringEquals: { 'aws:SourceAccount': '111111111111' },
      ArnEquals: { 'aws:SourceArn': [`${ALARM_ARN}:one`, `${ALARM_ARN}:two`] },
    };
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC_ARN, Condition: condition }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'TheseAlarmsEncrypt',
            Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
            Condition: condition,
          }),
        ]),
      },
    });
  });

  test.each([
    [undefined, Match.absent()],
    [false, Match.absent()],
    [true, [TOPIC_ARN]],
  ])(
    'with notifyWhenOver: %s notifies of the start, and of the end only where that is asked for',
    (given, OKActions) => {
      const stack = managementStack();
      topicIn(stack, { notifyWhenOver: given }).notify(alarmIn(stack, 'one'));
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: [TOPIC_ARN],
        OKActions,
      });
    },
  );

  test('lets nobody of CloudWatch in before there is an alarm', () => {
    const stack = managementStack();
    topicIn(stack);
    const template = Template.fromStack(stack);
    for (const [type, sid] of [
      ['AWS::SNS::TopicPolicy', 'TheseAlarmsPublish'],
      ['AWS::KMS::Key', 'TheseAlarmsEncrypt'],
    ]) {
      expect(JSON.stringify(template.findResources(type))).not.toContain(sid);
    }
  });

  test('takes an alarm of another stack, with no reference between the two', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'us-east-1' };
    const [topics, alarms] = [new Stack(app, 'Topics', { env }), new Stack(app, 'Alarms', { env })];
    topicIn(topics).notify(alarmIn(alarms, 'one'));
    expect(JSON.stringify(Template.fromStack(topics))).toContain(`${ALARM_ARN}:one`);
    Template.fromStack(alarms).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [TOPIC_ARN] });
    expect(JSON.stringify(Template.fromStack(topics)) + JSON.stringify(Template.fromStack(alarms))).not.toMatch(
      /Fn::ImportValue|Fn::GetStackOutput|"Export"/,
    );
  });

  test('rejects an alarm without a fixed name', () => {
    const stack = managementStack();
    topicIn(stack).notify(alarmIn(stack));
    expect(synthError(stack)).toMatch(/alarmName: got nothing, expected a fixed name/);
  });

  test('rejects an alarm in another Region', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'us-east-1' };
    const other = new Stack(app, 'Other', { env: { ...env, region: 'eu-west-1' } });
    topicIn(new Stack(app, 'Topics', { env })).notify(alarmIn(other, 'one'));
    expect(synthError(other)).toMatch(/the stack of the alarm: got "111111111111 in eu-west-1", expected .*us-east-1/);
  });
});

describe('what a role needs to publish', () => {
  const statementsFor = (topic: AlarmTopic, scope: Stack) =>
    topic.publishStatements(scope).map((statement) => scope.resolve(statement.toStatementJson()) as unknown);

  test('in the stack of the topic is the topic and its key', () => {
    const stack = managementStack();
    expect(statementsFor(topicIn(stack), stack)).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC_ARN },
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('AlarmTopicKey'), 'Arn'] },
      },
    ]);
  });

  test('in another stack is the key by its alias', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'us-east-1' };
    const topic = topicIn(new Stack(app, 'Topics', { env }));
    expect(statementsFor(topic, new Stack(app, 'Other', { env }))[1]).toEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: 'arn:aws:kms:us-east-1:111111111111:key/*',
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/organization-trail-alarms' } },
    });
  });

  test('of an existing topic without a known key is the topic alone', () => {
    const stack = managementStack();
    const existingTopic = sns.Topic.fromTopicArn(stack, 'Existing', TOPIC_ARN);
    expect(statementsFor(topicIn(stack, { existingTopic }), stack)).toHaveLength(1);
  });
});

describe('routes of severities', () => {
  const people = (address: string) => ({ emailAddresses: [address] });
  const ROUTES = { critical: people('pager@example.com'), high: people('on-call@example.com') };
  const describedAs = (stack: Stack, severity: string) => {
    const alarm = alarmIn(stack, severity);
    (alarm.node.defaultChild as cloudwatch.CfnAlarm).alarmDescription = `[${severity}] Something happened.`;
    return alarm;
  };
  const stackWith = (props: Partial<AlarmTopicProps>) => {
    const stack = managementStack();
    const topic = topicIn(stack, props);
    for (const severity of ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'NEW']) topic.notify(describedAs(stack, severity));
    return { stack, topic, template: Template.fromStack(stack) };
  };
  const actionsOf = (template: Template) =>
    Object.fromEntries(
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
        (Properties as { AlarmName: string }).AlarmName,
        String(Properties.AlarmActions).replace(TOPIC_ARN, 'alarms'),
      ]),
    );

  test('lead each alarm to the people of its severity, and what has none to all others', () => {
    const { template } = stackWith(ROUTES);
    expect(actionsOf(template)).toEqual({
      ...{ CRITICAL: 'alarms-critical', HIGH: 'alarms-high', MEDIUM: 'alarms', LOW: 'alarms', NEW: 'alarms' },
    });
    for (const [TopicArn, Endpoint] of [
      ['Critical', 'pager@example.com'],
      ['High', 'on-call@example.com'],
    ])
      template.hasResourceProperties('AWS::SNS::Subscription', {
        TopicArn: { Ref: Match.stringLikeRegexp(`Topic${TopicArn.toLowerCase()}`) },
        Endpoint,
      });
  });

  test('that are left out lead to all others', () => {
    expect(actionsOf(stackWith({ high: ROUTES.high }).template)).toMatchObject({
      CRITICAL: 'alarms',
      HIGH: 'alarms-high',
    });
    expect(new Set(Object.values(actionsOf(stackWith({}).template)))).toEqual(new Set(['alarms']));
  });

  test('let each alarm publish to its topic alone, and all of them use the key', () => {
    const { template } = stackWith(ROUTES);
    for (const [topic, names] of [
      ['-critical', ['CRITICAL']],
      ['-high', ['HIGH']],
      ['', ['MEDIUM', 'LOW', 'NEW']],
    ] as const)
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Resource: `${TOPIC_ARN}${topic}` }),
            Match.objectLike({
              Effect: 'Allow',
              Resource: `${TOPIC_ARN}${topic}`,
              Condition: Match.objectLike({
                ArnEquals: { 'aws:SourceArn': names.map((name) => `${ALARM_ARN}:${name}`) },
              }),
            }),
          ]),
        },
      });
    template.resourceCountIs('AWS::KMS::Key', 1);
    const key = JSON.stringify(template.findResources('AWS::KMS::Key'));
    for (const name of ['CRITICAL', 'HIGH', 'MEDIUM']) expect(key).toContain(`${ALARM_ARN}:${name}`);
  });

  test('let a role publish to all of them', () => {
    const { stack, topic } = stackWith(ROUTES);
    expect(topic.publishStatements(stack)[0].resources).toEqual([
      TOPIC_ARN,
      `${TOPIC_ARN}-critical`,
      `${TOPIC_ARN}-high`,
    ]);
  });

  test('take an existing topic, with its key', () => {
    const stack = managementStack();
    const masterKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/of-the-pager');
    const existingTopic = sns.Topic.fromTopicAttributes(stack, 'Pager', {
      topicArn: `${TOPIC_ARN}-pager`,
      keyArn: masterKey.keyArn,
    });
    const topic = topicIn(stack, { critical: { existingTopic } });
    topic.notify(describedAs(stack, 'CRITICAL'));
    expect(actionsOf(Template.fromStack(stack))).toEqual({ CRITICAL: 'alarms-pager' });
    expect(topic.publishStatements(stack).flatMap(({ resources }) => resources)).toEqual(
      expect.arrayContaining([`${TOPIC_ARN}-pager`, masterKey.keyArn]),
    );
    expect(warnings(stack, "can't be seen")).toHaveLength(2);
  });

  test('let tamper alerts reach those of their severity', () => {
    const stack = managementStack();
    new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic: topicIn(stack, ROUTES) });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      Name: 'organization-trail-TrailTampering',
      Targets: [Match.objectLike({ Arn: `${TOPIC_ARN}-critical` })],
    });
  });

  test('to nobody, or to what is no address, are rejected', () => {
    const stack = managementStack();
    topicIn(stack, { critical: {}, high: { emailAddresses: ['nobody'], subscriptions: [undefined as never] } });
    const error = synthError(stack);
    expect(error).toMatch(/critical: got nothing, expected emailAddresses, subscriptions or existingTopic/);
    expect(error).toContain('high.emailAddresses[0]: got "nobody", expected an e-mail address');
    expect(error).toContain('high.subscriptions[0]: got nothing, expected a subscription');
  });
});

describe('errors', () => {
  test('nobody to notify', () => {
    const stack = managementStack();
    new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: [], subscriptions: [] });
    expect(synthError(stack)).toMatch(
      /emailAddresses, subscriptions, existingTopic: got nothing, expected at least one of them/,
    );
  });

  test('what is no e-mail address', () => {
    const stack = managementStack();
    topicIn(stack, { emailAddresses: ['security@example.com', 'nobody'] });
    expect(synthError(stack)).toContain('emailAddresses[1]: got "nobody", expected an e-mail address');
  });
});

describe('an existing topic', () => {
  const allowAlarms = (actions: string[]) =>
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: ['*'],
    });
  const stackWith = (existing: (stack: Stack) => sns.ITopic): Stack => {
    const stack = managementStack();
    topicIn(stack, { emailAddresses: [], existingTopic: existing(stack) });
    return stack;
  };

  test('without policy and key is taken: its default policy lets alarms of the account through', () => {
    const stack = stackWith((scope) => new sns.Topic(scope, 'Existing'));
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Topic', 1);
    expect(warnings(stack, "can't be seen")).toEqual([]);
  });

  test('whose policy and key let alarms through is taken', () => {
    const stack = stackWith((scope) => {
      const masterKey = new kms.Key(scope, 'Key');
      masterKey.addToResourcePolicy(allowAlarms(['kms:GenerateDataKey*', 'kms:Decrypt']));
      const topic = new sns.Topic(scope, 'Existing', { masterKey, enforceSSL: true });
      topic.addToResourcePolicy(allowAlarms(['sns:Publish']));
      return topic;
    });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Topic', 1);
  });

  test('whose policy holds only the TLS Deny is rejected', () => {
    const stack = stackWith((scope) => new sns.Topic(scope, 'Existing', { enforceSSL: true }));
    expect(synthError(stack)).toMatch(/the policy of existingTopic: .*drops every alarm silently/);
  });

  test('whose key does not let alarms through is rejected', () => {
    const stack = stackWith((scope) => {
      const masterKey = new kms.Key(scope, 'Key');
      masterKey.addToResourcePolicy(allowAlarms(['kms:GenerateDataKey*']));
      return new sns.Topic(scope, 'Existing', { masterKey });
    });
    expect(synthError(stack)).toMatch(/the key policy of existingTopic: .*kms:GenerateDataKey\* and kms:Decrypt/);
  });

  test('with the key of AWS is rejected', () => {
    const stack = stackWith((scope) => {
      const masterKey = kms.Alias.fromAliasName(scope, 'Key', 'alias/aws/sns');
      return new sns.Topic(scope, 'Existing', { masterKey });
    });
    expect(synthError(stack)).toMatch(
      /the key of existingTopic: got "alias\/aws\/sns", expected a customer managed key/,
    );
  });

  test('in another Region is rejected', () => {
    const stack = stackWith((scope) =>
      sns.Topic.fromTopicArn(scope, 'Existing', 'arn:aws:sns:eu-west-1:111111111111:topic'),
    );
    expect(synthError(stack)).toMatch(/existingTopic: got "eu-west-1", expected a topic in us-east-1/);
  });

  test('that keeps an order is rejected', () => {
    const stack = stackWith((scope) => new sns.Topic(scope, 'Existing', { fifo: true }));
    expect(synthError(stack)).toMatch(/existingTopic: .*expected a standard topic/);
  });

  test('that can not be seen is warned of, with what it needs', () => {
    const stack = stackWith((scope) => sns.Topic.fromTopicArn(scope, 'Existing', TOPIC_ARN));
    expect(warnings(stack, 'must allow cloudwatch.amazonaws.com sns:Publish')).toHaveLength(1);
    expect(warnings(stack, 'must allow cloudwatch.amazonaws.com kms:GenerateDataKey*')).toHaveLength(1);
  });

  test('is notified by alarms', () => {
    const stack = managementStack();
    const existingTopic = sns.Topic.fromTopicArn(stack, 'Existing', `${TOPIC_ARN}-of-the-team`);
    topicIn(stack, { existingTopic, emailAddresses: [] }).notify(alarmIn(stack, 'one'));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [`${TOPIC_ARN}-of-the-team`],
    });
  });
});

test('the two statements for alarms are for CloudWatch alone', () => {
  const stack = managementStack();
  topicIn(stack).notify(alarmIn(stack, 'one'));
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([alarmsMay('TheseAlarmsPublish')]) },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([alarmsMay('TheseAlarmsEncrypt')]) },
  });
});

describe('the topic of another stack', () => {
  const imported = (attributes: Partial<AlarmTopicAttributes> = {}) => {
    const stack = managementStack();
    return { stack, topic: AlarmTopic.fromAlarmTopicAttributes(stack, 'Imported', { trail, ...attributes }) };
  };

  test('is the one of this account and Region by default, and is not made again', () => {
    const { stack, topic } = imported();
    expect(topic.topicArn).toBe(TOPIC_ARN);
    expect(topic.topic.topicArn).toBe(TOPIC_ARN);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('is published to by a role that may use its key, by its alias', () => {
    const { stack, topic } = imported();
    expect(topic.publishStatements(stack).map((statement) => statement.toStatementJson())).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC_ARN },
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: 'arn:aws:kms:us-east-1:111111111111:key/*',
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/organization-trail-alarms' } },
      },
    ]);
  });

  test('is published to by its own ARN and key where they are given', () => {
    const keyArn = 'arn:aws:kms:us-east-1:111111111111:key/1b4b1c4e-0000-4000-8000-000000000000';
    const topicArn = 'arn:aws:sns:us-east-1:111111111111:central';
    const stack = managementStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    const topic = AlarmTopic.fromAlarmTopicAttributes(stack, 'Imported', { trail, topicArn, encryptionKey });
    const resources = topic.publishStatements(stack).flatMap((statement) => statement.resources);
    expect(resources).toEqual([topicArn, keyArn]);
  });

  test('gets alarms, with a warning that names what its policy must let through', () => {
    const { stack, topic } = imported();
    topic.notify(alarmIn(stack, 'some-alarm'));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [TOPIC_ARN],
      OKActions: Match.absent(),
    });
    expect(warnings(stack, `for the alarm ${ALARM_ARN}:some-alarm`)).toHaveLength(1);
  });

  test('takes the alarms of every construct', () => {
    const { stack, topic } = imported();
    new TrailAlarms(stack, 'Alarms', { trail, alarmTopic: topic, filters: [CisControl.CLOUDWATCH_1] });
    new TamperAlerts(stack, 'Alerts', { trail, alarmTopic: topic });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(
      new Set(alarms.flatMap(({ Properties }) => (Properties.AlarmActions as unknown[] | undefined) ?? [])),
    ).toEqual(new Set([TOPIC_ARN]));
  });
});

test('an address that is taken out receives nothing any more: only the key outlives the stack', () => {
  const stack = managementStack();
  topicIn(stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SNS::Subscription', emailAddresses.length);
  expectRetention(template);
});
