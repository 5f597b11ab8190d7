import { CfnOutput } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { KeyAlerts } from '../detection/alerts/key-alerts';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import { requiredAlarmTopic } from '../detection/required-alarm-topic';
import { keyOwner } from '../identity/key-owner';
import { BESIDE_ARCHIVE } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { whatToDo } from '../shared/runbook';
import { addEventRole, addEventRule, addFailedInvocationsAlarm } from '../shared/event-rules';
import { listOf, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import { denyWithoutTls } from '../shared/tls';
import { checkConsumer, queueTimes } from './checks';
import { consumerPermissions, createConsumerRole, type ConsumedQueue } from './consumer-role';
import { LogDelivery } from './log-delivery';
import { logFilePattern, messageOf } from './log-file-events';
import type { LogConsumerProps } from './options';
import { ConsumerQueue } from './queue';

/**
 * One consumer of the log files: a rule of its own on the events of the bucket, a queue or a topic, and a role that reads.
 *
 * As many as wanted: none disturbs another, and none touches the notifications of the bucket, where S3 rejects two that
 * overlap. Digests are left out. It belongs into the log archive account, in the home Region of the trail.
 *
 * @example
 * new LogConsumer(this, 'Splunk', {
 *   trail,
 *   alarmTopic,
 *   consumerName: 'splunk',
 *   delivery: LogDelivery.sqs({ messageForm: MessageForm.S3 }),
 *   trust: ConsumerTrust.vendor({ accountId: '444444444444', externalId: 'example-external-id' }),
 * });
 */
export class LogConsumer extends Construct {
  /** The queue of the messages; undefined where there is none. */
  public readonly queue?: sqs.IQueue;
  /** What the consumer gave up; undefined where there is no queue. */
  public readonly deadLetterQueue?: sqs.IQueue;
  /** The topic of the messages; undefined where there is none. */
  public readonly topic?: sns.ITopic;
  /** The key of queue or topic; undefined where there is neither. */
  public readonly encryptionKey?: kms.IKey;
  /** The role by which the consumer reads; undefined where no `trust` was given. */
  public readonly role?: iam.IRole;
  /** The alarms about this consumer. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly props: LogConsumerProps;
  private readonly trail: TrailIdentity;

  constructor(scope: Construct, id: string, props: LogConsumerProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_ARCHIVE, props.consumerName);
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    checkConsumer(problems, trail, props);
    this.trail = trail;
    this.props = wellFormed(props);
    const delivery = props.delivery ?? LogDelivery.sqs();
    if (delivery.kind !== 'list') this.encryptionKey = this.createKey(alarmTopic);
    const queue = this.createQueue(problems, delivery);
    this.queue = queue?.queue;
    this.deadLetterQueue = queue?.deadLetterQueue;
    this.topic = this.createTopic(delivery);
    const undelivered = this.createRule(delivery);
    this.alarms = [...(queue?.alarms ?? []), ...undelivered];
    for (const alarm of this.alarms) alarmTopic.notify(alarm);
    this.role = this.createRole();
    this.showWhatToPaste();
  }

  /**
   * Lets a principal of the log archive account do what the role of this consumer may: read the log files, and consume the
   * queue.
   */
  public grantConsume(grantee: iam.IGrantable): void {
    for (const permission of consumerPermissions(this.trail, this.props, this.consumed())) {
      const { sid, actions, resources, conditions } = permission;
      grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ sid, actions, resources, conditions }));
    }
  }

  private createKey(alarmTopic: IAlarmTopic): kms.Key {
    const { trail, props } = this;
    const { key } = new CustomerManagedKey(this, 'Key', {
      aliasName: `${trail.keyAliasName}-consumer-${props.consumerName}`,
      description: `Encrypts what the consumer ${props.consumerName} of the trail ${trail.trailName} is sent`,
      ...keyOwner(this, trail, trail.logArchiveAccountId),
      isForEvidence: false,
      statements: [],
    });
    new KeyAlerts(this, 'KeyAlerts', { trail, alarmTopic, name: `consumer-${props.consumerName}-key`, keys: [key] });
    return key;
  }

  private createQueue(problems: Problems, { queue }: LogDelivery): ConsumerQueue | undefined {
    if (queue === undefined || this.encryptionKey === undefined) return undefined;
    const { trail, encryptionKey: key } = this;
    const times = queueTimes(problems, queue);
    return new ConsumerQueue(this, 'Messages', { trail, key, times, consumerName: this.props.consumerName });
  }

  private createTopic({ topic: options }: LogDelivery): sns.Topic | undefined {
    if (options === undefined || this.encryptionKey === undefined) return undefined;
    const { trail, encryptionKey: masterKey } = this;
    const topicName = this.name();
    const topic = new sns.Topic(this, 'Topic', { topicName, masterKey });
    const topicArn = `arn:${trail.partition}:sns:${trail.homeRegion}:${trail.logArchiveAccountId}:${topicName}`;
    topic.addToResourcePolicy(denyWithoutTls(['sns:Publish'], [topicArn]));
    for (const url of listOf(options.httpsUrls).filter((each) => RULES.httpsUrl.pattern.test(each)))
      topic.addSubscription(new subscriptions.UrlSubscription(url, { protocol: sns.SubscriptionProtocol.HTTPS }));
    return topic;
  }

  private createRule(delivery: LogDelivery): cloudwatch.Alarm[] {
    const { trail, props, encryptionKey } = this;
    const target = this.queue?.queueArn ?? this.topic?.topicArn;
    if (target === undefined || encryptionKey === undefined) return [];
    const ruleName = this.name();
    const sender = addEventRole(this, 'Sender', {
      roleName: `${ruleName}-sender`,
      description: `EventBridge sends to the consumer ${props.consumerName} by this role`,
      accountId: trail.logArchiveAccountId,
      ruleArns: [`arn:${trail.partition}:events:${trail.homeRegion}:${trail.logArchiveAccountId}:rule/${ruleName}`],
      statements: [
        new iam.PolicyStatement({ actions: [this.queue ? 'sqs:SendMessage' : 'sns:Publish'], resources: [target] }),
        new iam.PolicyStatement({
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: [encryptionKey.keyArn],
        }),
      ],
    });
    const { messageForm } = { ...delivery.queue, ...delivery.topic };
    const rule = addEventRule(this, 'Rule', {
      ruleName,
      description: `Sends to the consumer ${props.consumerName} which log files were delivered`,
      pattern: logFilePattern(trail, props.accountIds),
      patternHolds: 'accountIds',
      target: { arn: target, roleArn: sender.roleArn, ...messageOf({ trail, messageForm }) },
    });
    rule.node.addDependency(sender);
    return [
      addFailedInvocationsAlarm(this, 'Undelivered', {
        ruleName,
        nameSuffix: 'undelivered',
        description: `EventBridge could not send to the consumer ${props.consumerName} which log files were delivered. ${whatToDo(trail, 'ConsumerUndelivered')}`,
      }),
    ];
  }

  private createRole(): iam.Role | undefined {
    const { trust } = this.props;
    return trust === undefined
      ? undefined
      : createConsumerRole(this, this.trail, { ...this.props, trust }, this.consumed());
  }

  private consumed(): ConsumedQueue | undefined {
    return this.queue && this.encryptionKey ? { queue: this.queue, key: this.encryptionKey } : undefined;
  }

  private showWhatToPaste(): void {
    const { consumerName } = this.props;
    const values = { RoleArn: this.role?.roleArn, QueueUrl: this.queue?.queueUrl, TopicArn: this.topic?.topicArn };
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      new CfnOutput(this, name, {
        value,
        description: `For the consumer ${consumerName}: what to paste at the vendor`,
      });
    }
  }

  /** Of what the guardrail protects like every other resource of the trail. */
  private name(): string {
    return nameOf(this.trail, `consumer-${this.props.consumerName}`);
  }
}

/** A name that is wrong is reported once, and would end the synthesis at other places as well. */
function wellFormed(props: LogConsumerProps): LogConsumerProps {
  const isName = typeof props.consumerName === 'string' && RULES.consumerName.pattern.test(props.consumerName);
  return isName ? props : { ...props, consumerName: 'unnamed' };
}
