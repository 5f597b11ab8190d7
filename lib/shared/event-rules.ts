// EventBridge rules with one target each, the roles by which they reach it, and the alarms for when they can't.
import { Lazy, Stack, type IResolvable } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { AlarmSeverity } from './alarm-severity';
import { clipped } from './clipped';
import { patternLength, type EventPattern } from './event-pattern';
import { Problems } from './problems';
import { ruleMetric } from './rule-metric';
import { suppressRole } from './suppress-role';

/** A rule with one target. */
export interface EventRuleProps {
  readonly ruleName: string;
  readonly description: string;
  readonly pattern: EventPattern | IResolvable;
  readonly target: Omit<events.CfnRule.TargetProperty, 'id'>;
  /** Also events of calls that only read. */
  readonly includeReadOnlyCalls?: boolean;
  /** The properties whose values the pattern holds: they make it longer. */
  readonly patternHolds: string;
  /** The bus whose events it matches. Default: the default event bus, of whose events it matches those of its own account */
  readonly eventBusName?: string;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_CHARACTERS = 2048;

export function addEventRule(scope: Construct, id: string, props: EventRuleProps): events.CfnRule {
  const { ruleName, patternHolds } = props;
  const pattern = props.eventBusName === undefined ? inOwnAccount(scope, props.pattern) : props.pattern;
  const rule = new events.CfnRule(scope, id, {
    name: ruleName,
    eventBusName: props.eventBusName,
    description: props.description,
    eventPattern: pattern,
    state: props.includeReadOnlyCalls ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
    targets: [{ id: 'Target', ...props.target }],
  });
  Problems.of(rule).atSynthesis(() => {
    const length = patternLength(Stack.of(scope).resolve(pattern) as EventPattern);
    if (length <= MAX_PATTERN_CHARACTERS) return [];
    return [
      {
        what: patternHolds,
        given: `a pattern of ${length} characters`,
        allowed: `at most ${MAX_PATTERN_CHARACTERS} characters, which is what EventBridge accepts`,
        todo: 'give fewer or shorter names: the pattern holds them',
      },
    ];
  });
  return rule;
}

/** Whoever may put events on the bus, from another account or by a replay of its events, is no event of this account. */
function inOwnAccount(scope: Construct, pattern: EventPattern | IResolvable): IResolvable {
  const { account } = Stack.of(scope);
  return Lazy.uncachedAny({
    produce: ({ resolve }) => ({ account: [account], ...(resolve(pattern) as EventPattern) }),
  });
}

/** A role that EventBridge assumes for the target of rules. */
export interface EventRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly accountId: string;
  readonly ruleArns: string[];
  readonly statements: iam.PolicyStatement[];
}

/** EventBridge takes no condition in the policy of a target; a role is bound to these rules and to what it may do. */
export function addEventRole(scope: Construct, id: string, props: EventRoleProps): iam.Role {
  const role = new iam.Role(scope, id, {
    roleName: clipped(props.roleName),
    description: props.description,
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': props.accountId },
        ArnLike: { 'aws:SourceArn': props.ruleArns },
      },
    }),
    inlinePolicies: { ReachTarget: new iam.PolicyDocument({ statements: props.statements }) },
  });
  const keys = props.statements.flatMap(({ resources }) => resources).filter((arn) => arn.endsWith(':key/*'));
  suppressRole(role, {
    reason: 'The key belongs to another stack, and the condition pins it to its alias',
    arns: keys,
  });
  return role;
}

/** What an alarm says of a rule that matched an event and could not reach its target. */
export interface FailedInvocationsAlarmProps {
  readonly ruleName: string;
  /** The bus of the rule. Default: the default event bus */
  readonly eventBusName?: string;
  /** What the name of the alarm has after that of the rule. */
  readonly nameSuffix: string;
  /** What the person who gets the alarm reads, after its severity. */
  readonly description: string;
}

/** EventBridge notifies nobody of what it could not deliver. */
export function addFailedInvocationsAlarm(
  scope: Construct,
  id: string,
  { ruleName, eventBusName, nameSuffix, description }: FailedInvocationsAlarmProps,
): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, {
    alarmName: `${ruleName}-${nameSuffix}`,
    alarmDescription: `[${AlarmSeverity.CRITICAL}] ${description}`,
    metric: ruleMetric(ruleName, 'FailedInvocations', eventBusName),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
