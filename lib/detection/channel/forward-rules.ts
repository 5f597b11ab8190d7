// Rules that send events to the bus of the other account, each with an alarm for when it can't.
import { Lazy, type IResolvable } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { MAX_NAME_LENGTH } from '../../shared/clipped';
import type { EventPattern } from '../../shared/event-pattern';
import { addEventRule, addFailedInvocationsAlarm } from '../../shared/event-rules';
import { Problems } from '../../shared/problems';
import { whatToDo } from '../../shared/runbook';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';

/** A rule that forwards, by the end of its name. */
export interface ForwardRule {
  readonly id: string;
  readonly ruleName: string;
  readonly what: string;
  readonly pattern: EventPattern | IResolvable;
  readonly patternHolds: string;
  readonly includeReadOnlyCalls?: boolean;
}

export interface ForwardRulesProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** The account whose people are notified as well. */
  readonly otherAccountId: string;
  readonly role: iam.Role;
  /** As the rules name it. */
  readonly roleArn: string;
}

/** Answers with the alarms for what could not be forwarded. */
export function addForwardRules(
  scope: Construct,
  rules: readonly ForwardRule[],
  { trail, alarmTopic, otherAccountId, role, roleArn }: ForwardRulesProps,
): cloudwatch.Alarm[] {
  checkNames(scope, trail, rules);
  const target = { arn: new ChannelNames(trail).busArn(otherAccountId), roleArn };
  return rules.map(({ what, ...each }) => {
    const description = `Notifies the account ${otherAccountId} of ${what}, as the people of this account.`;
    addEventRule(scope, each.id, { ...each, description, target }).node.addDependency(role);
    const alarm = addFailedInvocationsAlarm(scope, `${each.id}Undelivered`, {
      ruleName: each.ruleName,
      nameSuffix: 'undelivered',
      description: `EventBridge could not notify the account ${otherAccountId} of ${what}. ${whatToDo(trail, 'AlertsUndelivered')}`,
    });
    alarmTopic.notify(alarm);
    return alarm;
  });
}

/**
 * The rule that forwards an alert; none of one that is not CRITICAL. What is grouped is refused, or a deployment that stops,
 * deletes and unlocks nothing: it is left to the people of this account.
 */
export function ruleOfAlert(alert: Alert): ForwardRule[] {
  const { id, ruleName, section, severity, groupedAs, pattern, patternHolds, includeReadOnlyCalls } = alert;
  if (severity !== AlarmSeverity.CRITICAL || groupedAs !== undefined) return [];
  return [
    {
      ...{ id, patternHolds, includeReadOnlyCalls },
      ruleName: `${ruleName}-forward`,
      what: `the alert ${section}`,
      pattern: Lazy.uncachedAny({ produce: ({ resolve }) => whatWasDone(resolve(pattern) as EventPattern) }),
    },
  ];
}

/**
 * What was refused is left to the people of this account: it changed nothing, and whoever is refused ten thousand times
 * would hide behind as many messages what is done in the other account. An alert that is about what was refused says so itself.
 */
function whatWasDone({ detail, ...pattern }: EventPattern): EventPattern {
  const { eventName, errorCode } = detail as { readonly eventName?: unknown; readonly errorCode?: unknown };
  const isAnyCall = eventName !== undefined && errorCode === undefined;
  return { ...pattern, detail: isAnyCall ? { ...(detail as object), errorCode: [{ exists: false }] } : detail };
}

function checkNames(scope: Construct, { trailName }: TrailIdentity, rules: readonly ForwardRule[]): void {
  const tooLong = Math.max(...rules.map(({ ruleName }) => ruleName.length), 0) - MAX_NAME_LENGTH;
  Problems.of(scope).unless(tooLong <= 0, {
    what: 'trailName',
    given: trailName,
    allowed: `a name that is ${tooLong} characters shorter`,
    todo: `names of rules start with it and have ${MAX_NAME_LENGTH} characters at most`,
  });
}
