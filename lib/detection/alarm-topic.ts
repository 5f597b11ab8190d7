import { Lazy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey, Key } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { ANYWHERE } from '../identity/homes';
import { keyOwner } from '../identity/key-owner';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { noteForPeople } from '../shared/note';
import { listOf, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import { denyWithoutTls } from '../shared/tls';
import type { AlarmTopicAttributes, AlarmTopicProps } from './alarm-topic-options';
import { reviewExistingTopic } from './existing-topic';
import type { IAlarmTopic } from './i-alarm-topic';
import { ImportedAlarmTopic } from './imported-alarm-topic';
import { SUBSCRIPTION } from './subscription-rule';
import { alarmsMayPublish, alarmsMayUseKey } from './topic-policy';
import { addTopicActions, alarmKeyAliasName, alarmTopicArn, publishTo, useKey, useKeyByAlias } from './topic-users';

/**
 * The topic through which alarms and tamper alerts of one account and Region reach people.
 *
 * It is encrypted with a key that its publishers can use. CloudWatch may publish for the alarms that `notify` was called
 * with and for no others. EventBridge publishes by a role of `TamperAlerts`.
 *
 * @example
 * new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 */
export class AlarmTopic extends Construct implements IAlarmTopic {
  /**
   * Takes the alarm topic that another stack or app made for the trail.
   *
   * Its policy lets the alarms through that it was made with. For every other one the synthesis warns, with the statement
   * that the policy needs.
   */
  public static fromAlarmTopicAttributes(scope: Construct, id: string, attributes: AlarmTopicAttributes): IAlarmTopic {
    return new ImportedAlarmTopic(scope, id, attributes);
  }

  /** The trail that the alarms are about. */
  public readonly trail: TrailIdentity;
  /** The topic. */
  public readonly topic: sns.ITopic;
  /** The ARN of the topic, made from its name: it can be used in any stack. */
  public readonly topicArn: string;
  /** The key of the topic; undefined for an existing topic of which no key is known. */
  public readonly encryptionKey?: IKey;

  private readonly alarmArns: string[] = [];
  private readonly ownKey?: Key;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { existingTopic } = props;
    const { trail, problems } = partOfTrail(this, props.trail, ANYWHERE);
    this.trail = trail;
    if (existingTopic) {
      this.topic = existingTopic;
      this.topicArn = existingTopic.topicArn;
      this.encryptionKey = existingTopic.masterKey;
      reviewExistingTopic(this, problems, existingTopic);
    } else {
      this.topicArn = alarmTopicArn(trail, Stack.of(this));
      this.ownKey = this.encryptionKey = this.createKey();
      this.topic = this.createTopic(this.ownKey);
    }
    this.subscribe(problems, props);
  }

  /**
   * Lets an alarm of this account and Region reach the people behind this topic, when it starts and when it is over.
   *
   * The alarm must have a fixed name, since the policies of topic and key are pinned to it. It may be in another stack.
   */
  public notify(alarm: cloudwatch.AlarmBase): void {
    const alarmArn = addTopicActions(alarm, this);
    if (this.alarmArns.length === 0 && this.ownKey) this.letAlarmsPublish(this.ownKey);
    this.alarmArns.push(alarmArn);
  }

  /**
   * What a role needs to publish to this topic and use its key, and nothing else.
   *
   * A role in another stack of this account and Region is given the key by its alias, since no stack refers to another.
   *
   * @param scope - where the role is made
   */
  public publishStatements(scope: Construct): iam.PolicyStatement[] {
    const publish = publishTo(this.topicArn);
    if (!this.encryptionKey) return [publish];
    const isImported = this.ownKey === undefined;
    const isSameStack = Stack.of(scope) === Stack.of(this);
    const use = isImported || isSameStack ? useKey(this.encryptionKey) : useKeyByAlias(this.trail, Stack.of(this));
    return [publish, use];
  }

  private createKey(): Key {
    return new CustomerManagedKey(this, 'Key', {
      aliasName: alarmKeyAliasName(this.trail),
      description: `Encrypts the alarms about the trail ${this.trail.trailName}`,
      ...keyOwner(this, this.trail, Stack.of(this).account),
      isForEvidence: false,
      statements: [],
    }).key;
  }

  private createTopic(masterKey: Key): sns.Topic {
    const topic = new sns.Topic(this, 'Resource', { topicName: nameOf(this.trail, 'alarms'), masterKey });
    topic.addToResourcePolicy(denyWithoutTls(['sns:Publish'], [this.topicArn]));
    return topic;
  }

  private letAlarmsPublish(key: Key): void {
    const source = {
      accountId: Stack.of(this).account,
      alarmArns: Lazy.list({ produce: () => this.alarmArns }),
    };
    this.topic.addToResourcePolicy(alarmsMayPublish(this.topicArn, source));
    key.addToResourcePolicy(alarmsMayUseKey(source));
  }

  private subscribe(problems: Problems, props: AlarmTopicProps): void {
    const emailAddresses = listOf(props.emailAddresses);
    const others = problems.items('subscriptions', props.subscriptions, SUBSCRIPTION);
    for (const address of emailAddresses) this.topic.addSubscription(new subscriptions.EmailSubscription(address));
    for (const subscription of others) this.topic.addSubscription(subscription);
    if (emailAddresses.length > 0) {
      noteForPeople(
        this,
        'Confirm',
        `Alarms reach ${emailAddresses.join(', ')} only after each confirms the e-mail "AWS Notification - Subscription Confirmation".`,
      );
    }
    problems
      .matchAll('emailAddresses', props.emailAddresses, RULES.emailAddress)
      .unless(Boolean(props.emailAddresses?.length) || others.length > 0 || props.existingTopic !== undefined, {
        what: 'emailAddresses, subscriptions, existingTopic',
        given: undefined,
        allowed: 'at least one of them',
        todo: `say who is notified about the trail ${this.trail.trailName}: an alarm that reaches nobody is none`,
      });
  }
}
