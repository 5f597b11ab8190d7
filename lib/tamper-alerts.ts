import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic';
import { acknowledge, nistAndPci } from './private/acknowledge';
import { callPattern } from './private/event-pattern';
import { nameOf } from './private/names';
import { placeAt, placesOf } from './private/places';
import { Problems } from './private/problems';
import { retain } from './private/retain';
import { ruleMetric } from './private/rule-metric';
import { runbookUrl } from './private/runbook';
import { tamperMessage } from './private/tamper-message';
import { TAMPER_TABLE, type TamperContext, type TamperRow } from './private/tamper-table';
import type { TrailIdentity } from './trail-identity';

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
 * What can be chosen about tamper alerts.
 */
export interface TamperAlertsProps {
  /**
   * The trail that is guarded.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is told: the topic of the same account and Region.
   */
  readonly alarmTopic: AlarmTopic;

  /**
   * The keys of this stack to watch, beside the key of the topic. They must be all that the trail depends on in this
   * account and Region.
   *
   * A call may name a key by its id alone, which is known in the stack of the key only.
   *
   * @default - in the home Region a call about any key of the account alerts, since it could be one of the trail's
   */
  readonly keys?: IKey[];
}

/**
 * Tells people within seconds that somebody weakens the trail, its log group, bucket, key, topic, alarms, rules, repair
 * or validator.
 *
 * EventBridge rules match the calls that do it. EventBridge sees the calls of its own account and Region only, and those
 * of IAM and Organizations in one Region of the partition: make one `TamperAlerts` in each of `placesOf(trail)`. What is
 * watched follows from where it stands.
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
  /** The alarms that start when EventBridge could not deliver an alert. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: TamperAlertsProps) {
    super(scope, id);
    const { trail, alarmTopic } = props;
    this.trail = trail;
    const rows = rowsAt(trail, Stack.of(this));
    this.ruleNames = rows.map(({ name }) => nameOf(trail, name));
    this.check(rows).throwIfAny(`TamperAlerts ${this.node.path}`);

    const role = this.createRole(alarmTopic);
    const context = this.contextOf(props);
    for (const row of rows) this.createRule(row, context, role);
    this.alarms = rows.map((row) => this.createUndeliveredAlarm(row));
    for (const alarm of this.alarms) alarmTopic.notify(alarm);

    retain(this);
  }

  private contextOf({ trail, alarmTopic, keys }: TamperAlertsProps): TamperContext {
    const { encryptionKey, topicArn } = alarmTopic;
    const { account, region } = Stack.of(this);
    const { hasTrail, hasArchive } = placeAt(trail, account, region);
    // Outside of the home Region the trail depends on no key but that of the topic.
    const others = keys ?? (hasTrail || hasArchive ? undefined : []);
    return { trail, topicArn, keys: others && [...others, ...(encryptionKey ? [encryptionKey] : [])] };
  }

  /** EventBridge takes no condition in the policy of a topic; a role is bound to these rules and to this topic. */
  private createRole(alarmTopic: AlarmTopic): iam.Role {
    const { account, region } = Stack.of(this);
    const { partition } = this.trail;
    const role = new iam.Role(this, 'Role', {
      roleName: this.roleName,
      description: `EventBridge tells people by this role who tampers with the trail ${this.trail.trailName}`,
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/${nameOf(this.trail, '*')}` },
        },
      }),
      inlinePolicies: { PublishAlerts: new iam.PolicyDocument({ statements: alarmTopic.publishStatements(this) }) },
    });
    acknowledge(
      role.node.defaultChild!,
      'An inline policy belongs to this one role and goes nowhere without it',
      nistAndPci('IAMNoInlinePolicy'),
    );
    return role;
  }

  private createRule(row: TamperRow, context: TamperContext, role: iam.Role): void {
    new events.CfnRule(this, row.name, {
      name: nameOf(this.trail, row.name),
      description: `[${row.severity}] ${row.meaning} What to do: ${runbookUrl(row.name)}`,
      state: 'ENABLED',
      eventPattern: callPattern({
        ...row,
        fields: row.fields?.(context),
        exceptRoleArns: row.except?.(context),
      }),
      targets: [
        {
          id: 'AlarmTopic',
          arn: context.topicArn,
          roleArn: role.roleArn,
          inputTransformer: tamperMessage(row, this.trail.trailName),
        },
      ],
    });
  }

  /** EventBridge tells nobody of an alert that it could not deliver. */
  private createUndeliveredAlarm({ name }: TamperRow): cloudwatch.Alarm {
    const ruleName = nameOf(this.trail, name);
    return new cloudwatch.Alarm(this, `${name}Undelivered`, {
      alarmName: `${ruleName}Undelivered`,
      alarmDescription: `[CRITICAL] EventBridge could not deliver an alert of the rule ${ruleName}. What to do: ${runbookUrl(UNDELIVERED)}`,
      metric: ruleMetric(ruleName, 'FailedInvocations'),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private get roleName(): string {
    return nameOf(this.trail, `alerts-${Stack.of(this).region}`);
  }

  private check(rows: readonly TamperRow[]): Problems {
    const { account, region } = Stack.of(this);
    const names = [...this.ruleNames, this.roleName].filter((name) => !Token.isUnresolved(name));
    const longest = Math.max(...names.map(({ length }) => length), 0);
    return new Problems()
      .unless(rows.length > 0, {
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

/** The section of the runbook about all of them. */
const UNDELIVERED = 'AlertsUndelivered';

/** Of EventBridge rules and of IAM roles. */
const MAX_NAME_LENGTH = 64;

function rowsAt(trail: TrailIdentity, { account, region }: Stack): TamperRow[] {
  const place = placeAt(trail, account, region);
  const isSomewhere = Object.values(place).some((isHere) => isHere);
  return isSomewhere ? TAMPER_TABLE.filter(({ isHere }) => isHere(place)) : [];
}
