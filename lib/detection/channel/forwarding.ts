// What an account reports to the people of the other account: every alert that is CRITICAL, every alarm that is, and that it is
// still able to. Each has a rule of its own beside the one that notifies the people of this account, so that taking one of
// the two away is seen by the other.
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import { namePrefixes, nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { addEventRole } from '../../shared/event-rules';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';
import { addForwardRules, ruleOfAlert, type ForwardRule } from './forward-rules';
import { forwardOthers } from './forwarded-alerts';
import { HEARTBEAT_RATE } from './heartbeat';

export interface ForwardingProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** All alerts of this account and Region. */
  readonly alerts: readonly Alert[];
  /** The account whose people are notified as well. */
  readonly otherAccountId: string;
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
      description: `EventBridge notifies the account ${otherAccountId} by this role of who tampers with the trail ${trail.trailName}`,
      accountId: account,
      ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${nameOf(trail, '*')}`],
      statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] })],
    });
    this.alarms = addForwardRules(this, [...alerts.flatMap(ruleOfAlert), alarmsOf(this, trail)], {
      ...{ trail, alarmTopic, otherAccountId, role, roleArn: role.roleArn },
    });
    forwardOthers({ trail, otherAccountId, role });
    this.sendHeartbeats(
      { heartbeatRuleName: names.heartbeatRuleName, forwardRuleName: names.forwardRuleName('AlertRuleTampering') },
      otherAccountId,
      { arn: busArn, roleArn: role.roleArn },
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
      description: `Shows the account ${otherAccountId} that alerts still arrive there, and who changes the rule ${forwardRuleName}.`,
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

/**
 * Alarms of the trail that are CRITICAL, by the beginning of their description: those that say what could not be delivered are
 * among them. Those about this channel itself are left out: with a bus or topic that is gone they would start, fail to be
 * forwarded, and start again without an end.
 */
function alarmsOf(scope: Construct, trail: TrailIdentity): ForwardRule {
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
      resources: arns.map((prefix) => ({ prefix })),
      detail: {
        alarmName: [{ 'anything-but': { wildcard: [nameOf(trail, 'received-*'), '*-forward-undelivered'] } }],
        configuration: { description: [{ prefix: `[${AlarmSeverity.CRITICAL}]` }] },
        state: { value: ['ALARM'] },
      },
    },
  };
}
