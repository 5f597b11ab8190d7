import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { exemptRoleNames } from '../identity/deployment-roles';
import { GroupNames } from '../identity/group-names';
import { ANYWHERE } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail, stacksOfTrail } from '../identity/part-of-trail';
import { placeAt, placesOf } from '../identity/places';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ProtectionContext } from '../protection/protected-resource';
import { alarmNamed } from '../shared/alarm-named';
import { MAX_NAME_LENGTH } from '../shared/clipped';
import type { Problems } from '../shared/problems';
import { addAlerts, type Alert } from './alerts/add-alerts';
import { bucketAlerts } from './alerts/bucket-alerts';
import { roleAlerts } from './alerts/role-alerts';
import { tamperAlertParts, tamperAlertsAt, tamperPattern } from './alerts/tamper-alert';
import { addSecondChannel } from './channel/second-channel';
import { AlertGroups } from './groups/alert-groups';
import type { IAlarmTopic } from './i-alarm-topic';
import { warnOfMissingPlaces } from './missing-places';
import { requiredAlarmTopic } from './required-alarm-topic';

/**
 * An account and Region in which there is something of a trail to watch.
 */
export interface TamperAlertsPlace {
  /**
   * The account.
   */
  readonly accountId: string;

  /**
   * The Region.
   */
  readonly region: string;
}

/**
 * What tamper alerts are made of.
 */
export interface TamperAlertsProps {
  /**
   * The trail that is guarded.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is notified: the topic of the same account and Region.
   */
  readonly alarmTopic: IAlarmTopic;

  /**
   * The keys of this stack to watch, beside the key of the topic: `encryptionKeys` of the trail, or `encryptionKey` of the
   * log archive. They must be all that the trail and its archive depend on in this account and Region; `DigestValidation`
   * watches its own.
   *
   * A call may name a key by its id alone, which is known in the stack of the key only.
   *
   * @default - in the home Region a call about any key of the account alerts, since it could be one of the trail's
   */
  readonly keys?: IKey[];
}

/**
 * Notifies people within seconds that somebody weakens the trail, its log group, bucket, key, topic, alarms, rules, repair
 * or validator, deletes from the log archive, acknowledges a finding, or uses a role that only a service of AWS uses.
 *
 * EventBridge rules match the calls that do it, and the events that the buckets send of deletions and acknowledgements.
 * EventBridge sees the calls of its own account and Region only, and those of IAM and Organizations in one Region of the
 * partition: make one `TamperAlerts` in each of `placesOf(trail)`. What is watched follows from where it is.
 *
 * Calls that were refused are gathered for a minute, and people are notified of them in one message for each alert, with how
 * many there were: whoever may do nothing can still call ten thousand times. What CloudFormation changes is gathered for
 * five minutes, unless it stops, deletes or unlocks something or changes who may do what. Everything else is reported at once.
 *
 * A call that does not say what it changes alerts as well. So do deployments that change what is watched: the message
 * then names the deployment role.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 *
 * @example
 * const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 * new TamperAlerts(this, 'TamperAlerts', { trail, alarmTopic });
 */
export class TamperAlerts extends Construct {
  /**
   * The accounts and Regions that need tamper alerts, for this trail.
   */
  public static placesOf(trail: TrailIdentity): TamperAlertsPlace[] {
    return placesOf(trail);
  }

  /** The trail that is guarded. */
  public readonly trail: TrailIdentity;
  /** The names of the rules. */
  public readonly ruleNames: string[];
  /** The alarms that start when an alert could not be delivered. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: TamperAlertsProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, ANYWHERE);
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    this.trail = trail;
    const alerts = this.alertsOn(() => this.contextOf(alarmTopic, props.keys));
    this.ruleNames = alerts.map(({ ruleName }) => ruleName);
    this.check(problems, alerts);
    warnOfMissingPlaces(this, trail);

    const { account, region } = Stack.of(this);
    const senderRoleArn = `arn:${trail.partition}:iam::${account}:role/${this.roleName}`;
    const groups = new AlertGroups(this, 'Groups', { trail, alarmTopic, senderRoleArn });
    const alarms = addAlerts(this, {
      trail,
      alarmTopic,
      alerts,
      queueArns: groups.queueArns,
      role: {
        roleName: this.roleName,
        description: `EventBridge notifies people by this role of who tampers with the trail ${trail.trailName}`,
        accountId: account,
        ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${nameOf(trail, '*')}`],
      },
    });
    const channel = addSecondChannel(this, { trail, alarmTopic, alerts });
    this.alarms = [...alarms, ...groups.alarms, ...channel.alarms];
  }

  /**
   * An alarm by its name in CloudWatch without the prefix of the trail, for example `TrailTampering-undelivered`.
   *
   * @throws an error with the names that there are, where this is none of them
   */
  public alarm(name: string): cloudwatch.Alarm {
    return alarmNamed(this, this.alarms, nameOf(this.trail, ''), name);
  }

  private contextOf({ encryptionKey, topicArn }: IAlarmTopic, keys?: readonly IKey[]): ProtectionContext {
    const { trail } = this;
    const { account, region } = Stack.of(this);
    const { hasTrail, hasArchive } = placeAt(trail, account, region);
    // Outside of the home Region the trail depends on no key but that of the topic.
    const others = keys ?? (hasTrail || hasArchive ? undefined : []);
    return {
      ...{ trail, topicArn },
      keys: others && [...others, ...(encryptionKey ? [encryptionKey] : [])],
      exemptRoleNames: exemptRoleNames(this, trail),
      stackNames: this.stackNames,
    };
  }

  /** The patterns are made at synthesis: stacks that are made after this one are deployed by roles too. */
  private alertsOn(context: () => ProtectionContext): Alert[] {
    const { trail } = this;
    const { account, region } = Stack.of(this);
    const place = placeAt(trail, account, region);
    const isSomewhere = Object.values(place).some((isHere) => isHere);
    const alerts = (isSomewhere ? tamperAlertsAt(place) : []).flatMap((name) =>
      tamperAlertParts(name, trail, (part) => Lazy.any({ produce: () => tamperPattern(name, context(), part) })),
    );
    return [
      ...alerts,
      ...(place.hasArchive ? bucketAlerts(trail) : []),
      ...(isSomewhere ? roleAlerts(trail, account) : []),
    ];
  }

  /** Those of the trail in this account and Region. A nested stack is deleted with its parent. */
  private get stackNames(): string[] {
    const { account, region } = Stack.of(this);
    return stacksOfTrail(this, this.trail)
      .map(topLevelOf)
      .filter((stack) => stack.account === account && stack.region === region)
      .map(({ stackName }) => stackName);
  }

  private get roleName(): string {
    return nameOf(this.trail, `alerts-${Stack.of(this).region}`);
  }

  private check(problems: Problems, alerts: readonly Alert[]): void {
    const { account, region } = Stack.of(this);
    const { roleName } = new GroupNames(this.trail, Stack.of(this));
    const names = [...this.ruleNames, this.roleName, roleName].filter((name) => !Token.isUnresolved(name));
    const longest = Math.max(...names.map(({ length }) => length), 0);
    problems
      .unless(alerts.length > 0, {
        what: 'the account and Region of the stack',
        given: `${account} in ${region}`,
        allowed: placesOf(this.trail)
          .map((place) => `${place.accountId} in ${place.region}`)
          .join(', '),
        todo: 'nothing of the trail can be watched here: make the alerts where TamperAlerts.placesOf(trail) says',
      })
      .unless(longest <= MAX_NAME_LENGTH, {
        what: 'trailName',
        given: this.trail.trailName,
        allowed: `a name that is ${longest - MAX_NAME_LENGTH} characters shorter`,
        todo: `names of rules and roles start with it and have ${MAX_NAME_LENGTH} characters at most`,
      });
  }
}

function topLevelOf(stack: Stack): Stack {
  return stack.nestedStackParent ? topLevelOf(stack.nestedStackParent) : stack;
}
