// What an account tells the people of the other account: every alert that is CRITICAL, every alarm that is, and that it is
// still able to. Each has a rule of its own beside the one that notifies the people of this account, so that taking one of
// the two away is seen by the other.
import { Lazy, Stack, type IResolvable } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import { namePrefixes, nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { MAX_NAME_LENGTH } from '../../shared/clipped';
import type { EventPattern } from '../../shared/event-pattern';
import { addEventRole, addEventRule, addFailedInvocationsAlarm } from '../../shared/event-rules';
import { Problems } from '../../shared/problems';
import { whatToDo } from '../../shared/runbook';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';
import { HEARTBEAT_RATE } from './heartbeat';

export interface ForwardingProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** All alerts of this account and Region. */
  readonly alerts: readonly Alert[];
  /** The account whose people are told as well. */
  readonly otherAccountId: string;
}

/** A rule that forwards, by the end of its name. */
interface Forwarded {
  readonly id: string;
  readonly ruleName: string;
  readonly what: string;
  readonly pattern: EventPattern | IResolvable;
  readonly patternHolds: string;
}

/** EventBridge forwards over one hop: each account and Region forwards to the bus of the other account itself. */
export class Forwarding extends Construct {
  /** The alarms that start when EventBridge could not forward an event. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { trail, alarmTopic, alerts, otherAccountId }: ForwardingProps) {
    super(scope, id);
    const names = new ChannelNames(trail);
    const { account, region } = Stack.of(this);
    const busArn = names.busArn(otherAccountId);
    const role = addEventRole(this, 'Role', {
      roleName: names.forwardRoleName(region),
      description: `EventBridge tells the account ${otherAccountId} by this role who tampers with the trail ${trail.trailName}`,
      accountId: account,
      ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${nameOf(trail, '*')}`],
      statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] })],
    });
    const target = { arn: busArn, roleArn: role.roleArn };
    const forwarded = [
      ...alerts.filter(isForwarded).map((alert) => alertOf(names, account, alert)),
      alarmsOf(this, trail),
    ];
    checkNames(
      this,
      trail,
      forwarded.map(({ ruleName }) => ruleName),
    );
    this.alarms = forwarded.map(({ what, ...each }) => {
      const description = `Tells the account ${otherAccountId} of ${what}, as this account's people are told.`;
      addEventRule(this, each.id, { ...each, description, target }).node.addDependency(role);
      return addFailedInvocationsAlarm(this, `${each.id}Undelivered`, {
        ruleName: each.ruleName,
        nameSuffix: 'undelivered',
        description: `EventBridge could not tell the account ${otherAccountId} of ${what}. ${whatToDo(trail, 'AlertsUndelivered')}`,
      });
    });
    for (const alarm of this.alarms) alarmTopic.notify(alarm);
    this.sendHeartbeats(
      { heartbeatRuleName: names.heartbeatRuleName, forwardRuleName: names.forwardRuleName('AlertRuleTampering') },
      otherAccountId,
      target,
    ).node.addDependency(role);
  }

  /**
   * Heartbeats, by a rule that also forwards what is done to the one rule that sees what is done to all others: whoever switches
   * both off stops the heartbeats. Without an alarm of its own: the other account has one for when no heartbeat arrives, and
   * may be deployed later.
   */
  private sendHeartbeats(
    { heartbeatRuleName, forwardRuleName }: Pick<ChannelNames, 'heartbeatRuleName'> & { forwardRuleName: string },
    otherAccountId: string,
    target: Omit<events.CfnRule.TargetProperty, 'id'>,
  ): events.CfnRule {
    return new events.CfnRule(this, 'Heartbeat', {
      name: heartbeatRuleName,
      description: `Tells the account ${otherAccountId} that alerts still arrive there, and who changes the rule ${forwardRuleName}.`,
      scheduleExpression: HEARTBEAT_RATE,
      eventPattern: {
        source: ['aws.events'],
        'detail-type': [{ suffix: ' via CloudTrail' }],
        account: [Stack.of(this).account],
        detail: {
          eventSource: ['events.amazonaws.com'],
          errorCode: [{ exists: false }],
          $or: ['name', 'rule'].map((name) => ({ requestParameters: { [name]: [forwardRuleName] } })),
        },
      },
      state: 'ENABLED',
      targets: [{ id: 'Target', ...target }],
    });
  }
}

function checkNames(scope: Construct, { trailName }: TrailIdentity, ruleNames: readonly string[]): void {
  const tooLong = Math.max(...ruleNames.map(({ length }) => length)) - MAX_NAME_LENGTH;
  Problems.of(scope).unless(tooLong <= 0, {
    what: 'trailName',
    given: trailName,
    allowed: `a name that is ${tooLong} characters shorter`,
    todo: `names of rules start with it and have ${MAX_NAME_LENGTH} characters at most`,
  });
}

/** What is grouped is refused, or a deployment that stops, deletes and unlocks nothing. */
function isForwarded({ severity, groupedAs }: Alert): boolean {
  return severity === AlarmSeverity.CRITICAL && groupedAs === undefined;
}

function alertOf(names: ChannelNames, account: string, { id, section, pattern, patternHolds }: Alert): Forwarded {
  return {
    ...{ id, patternHolds },
    ruleName: names.forwardRuleName(id),
    what: `the alert ${section}`,
    pattern: Lazy.uncachedAny({ produce: ({ resolve }) => doneIn(account, resolve(pattern) as EventPattern) }),
  };
}

/**
 * What was refused is left to the people of this account: it changed nothing, and whoever is refused ten thousand times
 * would hide behind as many messages what is done in the other account.
 */
function doneIn(account: string, { detail, ...pattern }: EventPattern): EventPattern {
  const isCall = 'eventName' in (detail as object);
  return {
    ...pattern,
    account: [account],
    detail: isCall ? { ...(detail as object), errorCode: [{ exists: false }] } : detail,
  };
}

/**
 * Alarms of the trail that are CRITICAL, by the beginning of their description: those that say what could not be delivered are
 * among them. Those about this channel itself are left out: with a bus or topic that is gone they would start, fail to be
 * forwarded, and start again without an end.
 */
function alarmsOf(scope: Construct, trail: TrailIdentity): Forwarded {
  const { account, region } = Stack.of(scope);
  const arns = namePrefixes(trail).map(
    (prefix) => `arn:${trail.partition}:cloudwatch:${region}:${account}:alarm:${prefix}`,
  );
  return {
    id: 'Alarms',
    ruleName: new ChannelNames(trail).alarmsRuleName,
    what: 'alarms that are CRITICAL',
    patternHolds: 'trailName',
    pattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      account: [account],
      resources: arns.map((prefix) => ({ prefix })),
      detail: {
        alarmName: [{ 'anything-but': { wildcard: [nameOf(trail, 'received-*'), '*-forward-undelivered'] } }],
        configuration: { description: [{ prefix: `[${AlarmSeverity.CRITICAL}]` }] },
        state: { value: ['ALARM'] },
      },
    },
  };
}
