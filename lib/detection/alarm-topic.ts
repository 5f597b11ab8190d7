import { Annotations, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey, Key } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { reviewExistingTopic } from './existing-topic';
import { nameOf } from '../identity/names';
import { Problems } from '../shared/problems';
import { retain } from '../shared/retain';
import { RULES } from '../shared/rules';
import { denyWithoutTls } from '../shared/tls';
import { alarmsMayPublish, alarmsMayUseKey } from './topic-policy';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * Where alarms go.
 */
export interface AlarmTopicProps {
  /**
   * The trail that the alarms are about.
   */
  readonly trail: TrailIdentity;

  /**
   * Who gets an e-mail. Each address receives a request first, and nothing else until somebody confirms it.
   *
   * @default - nobody by e-mail
   */
  readonly emailAddresses?: string[];

  /**
   * Other subscriptions: a queue, a function, a web hook of a chat or of an on-call service.
   *
   * @default - none
   */
  readonly subscriptions?: sns.ITopicSubscription[];

  /**
   * A topic that stands already, in the same Region. Its policy and its key must let CloudWatch publish: where they can
   * be seen and do not, the synthesis fails; where they can't be seen, it warns with the statements that they need.
   *
   * @default - an encrypted topic is made
   */
  readonly existingTopic?: sns.ITopic;

  /**
   * The roles that may delete or disable the key of the topic, by their exact ARNs.
   *
   * @default - nobody may
   */
  readonly breakGlassRoleArns?: string[];
}

/**
 * The topic through which alarms and tamper alerts of one account and Region reach people.
 *
 * It is encrypted with a key that its publishers can use. CloudWatch may publish for the alarms that `notify` was called
 * with and for no others. EventBridge publishes by a role of `TamperAlerts`.
 *
 * @example
 * new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 */
export class AlarmTopic extends Construct {
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
    const { trail, existingTopic, emailAddresses = [], subscriptions: others = [] } = props;
    this.trail = trail;
    if (existingTopic) {
      this.topic = existingTopic;
      this.topicArn = existingTopic.topicArn;
      this.encryptionKey = existingTopic.masterKey;
      reviewExistingTopic(this, existingTopic);
    } else {
      const { account, region } = Stack.of(this);
      this.topicArn = `arn:${trail.partition}:sns:${region}:${account}:${nameOf(trail, 'alarms')}`;
      this.ownKey = this.encryptionKey = this.createKey(props);
      this.topic = this.createTopic(this.ownKey);
    }
    for (const address of emailAddresses) this.topic.addSubscription(new subscriptions.EmailSubscription(address));
    for (const subscription of others) this.topic.addSubscription(subscription);

    if (emailAddresses.length > 0) {
      Annotations.of(this).addInfo(
        `Alarms reach ${emailAddresses.join(', ')} only after each confirms the e-mail "AWS Notification - Subscription Confirmation".`,
      );
    }
    this.check(props).report(this);
    retain(this);
  }

  /**
   * Lets an alarm of this account and Region reach the people behind this topic, when it starts and when it is over.
   *
   * The alarm must have a fixed name, since the policies of topic and key are pinned to it. It may be in another stack.
   */
  public notify(alarm: cloudwatch.Alarm): void {
    const action: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: this.topicArn }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);

    const { alarmName: physicalName } = alarm.node.defaultChild as cloudwatch.CfnAlarm;
    const alarmName = Stack.of(alarm).resolve(physicalName) as string | undefined;
    const { account, region } = Stack.of(this);
    if (alarmName !== undefined && this.alarmArns.length === 0 && this.ownKey) this.letAlarmsPublish(this.ownKey);
    this.alarmArns.push(`arn:${this.trail.partition}:cloudwatch:${region}:${account}:alarm:${alarmName}`);
    new Problems()
      .unless(alarmName !== undefined, {
        what: 'alarmName',
        given: alarmName,
        allowed: 'a fixed name',
        todo: `give the alarm ${alarm.node.path} a name: the policy of the topic is pinned to it`,
      })
      .unless(isSame(account, Stack.of(alarm).account) && isSame(region, Stack.of(alarm).region), {
        what: 'the stack of the alarm',
        given: `${Stack.of(alarm).account} in ${Stack.of(alarm).region}`,
        allowed: `the account and Region of the topic, ${account} in ${region}`,
        todo: `make an AlarmTopic in the stack of ${alarm.node.path}`,
      })
      .report(alarm);
  }

  /**
   * What a role needs to publish to this topic and use its key, and nothing else.
   *
   * A role in another stack of this account and Region is given the key by its alias, since no stack refers to another.
   *
   * @param scope - where the role is made
   */
  public publishStatements(scope: Construct): iam.PolicyStatement[] {
    const publish = new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.topicArn] });
    if (!this.encryptionKey) return [publish];
    const isImported = this.ownKey === undefined;
    const sameStack = Stack.of(scope) === Stack.of(this);
    return [publish, isImported || sameStack ? useOf(this.encryptionKey) : this.useByAlias()];
  }

  private useByAlias(): iam.PolicyStatement {
    const { account, region } = Stack.of(this);
    return new iam.PolicyStatement({
      actions: USE_KEY,
      resources: [`arn:${this.trail.partition}:kms:${region}:${account}:key/*`],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': this.keyAliasName } },
    });
  }

  private get keyAliasName(): string {
    return `${this.trail.keyAliasName}-alarms`;
  }

  private createKey({ trail, breakGlassRoleArns = [] }: AlarmTopicProps): Key {
    return new CustomerManagedKey(this, 'Key', {
      aliasName: this.keyAliasName,
      description: `Encrypts the alarms about the trail ${trail.trailName}`,
      accountId: Stack.of(this).account,
      partition: trail.partition,
      breakGlassRoleArns,
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

  private check({ trail, emailAddresses, ...props }: AlarmTopicProps): Problems {
    const reaches = (emailAddresses?.length ?? 0) + (props.subscriptions?.length ?? 0) > 0;
    return new Problems()
      .unless(reaches || props.existingTopic !== undefined, {
        what: 'emailAddresses, subscriptions, existingTopic',
        given: undefined,
        allowed: 'at least one of them',
        todo: `say who is to be told about the trail ${trail.trailName}: an alarm that reaches nobody is none`,
      })
      .matchAll('emailAddresses', emailAddresses, RULES.emailAddress)
      .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn);
  }
}

const USE_KEY = ['kms:GenerateDataKey', 'kms:Decrypt'];

function useOf({ keyArn }: IKey): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: USE_KEY, resources: [keyArn] });
}

function isSame(a: string, b: string): boolean {
  return Token.isUnresolved(a) || Token.isUnresolved(b) || a === b;
}
