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
import { AlarmSeverity } from '../shared/alarm-severity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { noteForPeople } from '../shared/note';
import { listOf, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import { denyWithoutTls } from '../shared/tls';
import type { AlarmRouteOptions, AlarmTopicAttributes, AlarmTopicProps } from './alarm-topic-options';
import { reviewExistingTopic } from './existing-topic';
import type { IAlarmTopic } from './i-alarm-topic';
import { ImportedAlarmTopic } from './imported-alarm-topic';
import { SUBSCRIPTION } from './subscription-rule';
import { alarmsMayPublish, alarmsMayUseKey } from './topic-policy';
import {
  addTopicActions,
  alarmKeyAliasName,
  alarmTopicArn,
  publishTo,
  severityOf,
  useKey,
  useKeyByAlias,
} from './topic-users';

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

  /** Whether people are also notified when an alarm is over. */
  public readonly notifiesWhenOver: boolean;

  private readonly ownKey?: Key;
  private readonly alarmArns: string[] = [];
  /** The topics of single severities. */
  private readonly routes = new Map<AlarmSeverity, Route>();
  private readonly main: Route;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, ANYWHERE);
    this.trail = trail;
    this.notifiesWhenOver = props.notifyWhenOver ?? false;
    const given = [props, props.critical, props.high];
    if (given.some((route) => route !== undefined && !route.existingTopic)) this.ownKey = this.createKey();
    this.main = this.createRoute(problems, 'alarms', props);
    for (const [severity, name] of ROUTES) {
      const route = props[name];
      if (route) this.routes.set(severity, this.createRoute(problems, `alarms-${name}`, route, name));
    }
    this.topic = this.main.topic;
    this.topicArn = this.main.topicArn;
    this.encryptionKey = this.main.key;
    this.subscribe(problems, props);
    for (const [, name] of ROUTES) this.subscribeRoute(problems, name, props[name]);
  }

  /**
   * The ARN of the topic through which people get what has this severity: one of its own, or that of all others.
   */
  public topicArnFor(severity: AlarmSeverity): string {
    return this.routeOf(severity).topicArn;
  }

  /**
   * Lets an alarm of this account and Region reach the people behind this topic when it starts, and when it is over where
   * they asked for it. The severity that its description begins with says which people.
   *
   * The alarm must have a fixed name, since the policies of topic and key are pinned to it. It may be in another stack.
   */
  public notify(alarm: cloudwatch.AlarmBase): void {
    const route = this.routeOf(severityOf(alarm));
    const alarmArn = addTopicActions(alarm, this, route.topicArn);
    if (route.isOwn && this.ownKey) this.letAlarmsPublish(this.ownKey, route, alarmArn);
  }

  /**
   * What a role needs to publish to this topic, and to those of single severities, and to use their keys, and nothing else.
   *
   * A role in another stack of this account and Region is given the key by its alias, since no stack refers to another.
   *
   * @param scope - where the role is made
   */
  public publishStatements(scope: Construct): iam.PolicyStatement[] {
    const routes = [this.main, ...this.routes.values()];
    const foreignKeys = new Set(routes.filter(({ isOwn }) => !isOwn).flatMap(({ key }) => key ?? []));
    const isSameStack = Stack.of(scope) === Stack.of(this);
    const useOwnKey = (key: IKey) => (isSameStack ? useKey(key) : useKeyByAlias(this.trail, Stack.of(this)));
    return [
      publishTo(...routes.map(({ topicArn }) => topicArn)),
      ...(this.ownKey ? [useOwnKey(this.ownKey)] : []),
      ...[...foreignKeys].map(useKey),
    ];
  }

  private routeOf(severity: AlarmSeverity | undefined): Route {
    return (severity && this.routes.get(severity)) ?? this.main;
  }

  private createRoute(problems: Problems, name: string, { existingTopic }: AlarmRouteOptions, route = ''): Route {
    if (existingTopic) {
      reviewExistingTopic(this, problems, existingTopic, route);
      const { topicArn, masterKey: key } = existingTopic;
      return { topic: existingTopic, topicArn, key, isOwn: false, alarmArns: [] };
    }
    const topicArn = alarmTopicArn(this.trail, Stack.of(this), name);
    const id = route === '' ? 'Resource' : `Topic-${route}`;
    const topic = new sns.Topic(this, id, { topicName: nameOf(this.trail, name), masterKey: this.ownKey });
    topic.addToResourcePolicy(denyWithoutTls(['sns:Publish'], [topicArn]));
    return { topic, topicArn, key: this.ownKey, isOwn: true, alarmArns: [] };
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

  /** The policies are made with the first alarm, and hold those that come later too. */
  private letAlarmsPublish(key: Key, { topic, topicArn, alarmArns }: Route, alarmArn: string): void {
    const accountId = Stack.of(this).account;
    const source = (arns: string[]) => ({ accountId, alarmArns: Lazy.list({ produce: () => arns }) });
    if (this.alarmArns.length === 0) key.addToResourcePolicy(alarmsMayUseKey(source(this.alarmArns)));
    if (alarmArns.length === 0) topic.addToResourcePolicy(alarmsMayPublish(topicArn, source(alarmArns)));
    this.alarmArns.push(alarmArn);
    alarmArns.push(alarmArn);
  }

  private subscribe(problems: Problems, props: AlarmTopicProps): void {
    const emailAddresses = listOf(props.emailAddresses);
    const others = problems.items('subscriptions', props.subscriptions, SUBSCRIPTION);
    addSubscriptions(this.topic, emailAddresses, others);
    const addresses = new Set(
      [props, ...ROUTES.map(([, name]) => props[name])].flatMap((it) => listOf(it?.emailAddresses)),
    );
    if (addresses.size > 0) {
      noteForPeople(
        this,
        'Confirm',
        `No alarm reaches ${[...addresses].join(', ')} before the e-mail "AWS Notification - Subscription Confirmation" of each topic is confirmed.`,
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

  private subscribeRoute(problems: Problems, name: 'critical' | 'high', route: AlarmRouteOptions | undefined): void {
    if (route === undefined) return;
    const emailAddresses = listOf(route.emailAddresses);
    const others = problems.items(`${name}.subscriptions`, route.subscriptions, SUBSCRIPTION);
    const topic = this.routes.get(SEVERITIES[name])?.topic;
    if (topic) addSubscriptions(topic, emailAddresses, others);
    problems
      .matchAll(`${name}.emailAddresses`, route.emailAddresses, RULES.emailAddress)
      .unless(emailAddresses.length > 0 || others.length > 0 || route.existingTopic !== undefined, {
        what: name,
        given: undefined,
        allowed: 'emailAddresses, subscriptions or existingTopic',
        todo: `say who gets what is ${SEVERITIES[name]}, or leave it out: then those who get all others do`,
      });
  }
}

/** A topic, and the alarms that publish to it. */
interface Route {
  readonly topic: sns.ITopic;
  readonly topicArn: string;
  readonly key?: IKey;
  readonly isOwn: boolean;
  readonly alarmArns: string[];
}

const SEVERITIES = { critical: AlarmSeverity.CRITICAL, high: AlarmSeverity.HIGH } as const;

/** The severities that may have people of their own. */
const ROUTES = [
  [AlarmSeverity.CRITICAL, 'critical'],
  [AlarmSeverity.HIGH, 'high'],
] as const;

function addSubscriptions(
  topic: sns.ITopic,
  emailAddresses: readonly string[],
  others: readonly sns.ITopicSubscription[],
): void {
  for (const address of emailAddresses) topic.addSubscription(new subscriptions.EmailSubscription(address));
  for (const subscription of others) topic.addSubscription(subscription);
}
