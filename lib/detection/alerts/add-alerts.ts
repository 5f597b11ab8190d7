// Rules that notify people: each publishes a message to the alarm topic, and an alarm watches that it can. Calls that come by
// the thousand go to a queue instead, and people are notified of them together.
import type { IResolvable } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IAlarmTopic } from '../i-alarm-topic';
import type { AlarmSeverity } from '../../shared/alarm-severity';
import type { TrailIdentity } from '../../identity/trail-identity';
import { alertMessage, groupedMessage, type AlertText } from './message';
import type { AlertGroup } from '../../shared/contract';
import type { EventPattern } from '../../shared/event-pattern';
import { addEventRole, addEventRule, addFailedInvocationsAlarm, type EventRoleProps } from '../../shared/event-rules';
import { whatToDo } from '../../shared/runbook';

/** Which events people are notified of, and what the message says. */
export interface Alert {
  /** The id of the rule in its scope. */
  readonly id: string;
  readonly ruleName: string;
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets it. */
  readonly description: string;
  /** The section of the runbook, which is the title of the message as well. */
  readonly section: string;
  readonly pattern: EventPattern | IResolvable;
  /** Which properties of the caller make the pattern longer. */
  readonly patternHolds: string;
  readonly includeReadOnlyCalls?: boolean;
  readonly text: AlertText;
  /** The bus on which the events arrive. Default: the default event bus */
  readonly eventBusName?: string;
  /** Where the message goes if not to the topic: people are notified of all of this kind together. */
  readonly groupedAs?: AlertGroup;
}

export interface AlertsProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  readonly alerts: readonly Alert[];
  readonly role: Omit<EventRoleProps, 'statements'>;
  /** The ARNs of the queues for alerts that are grouped. */
  readonly queueArns?: Readonly<Record<AlertGroup, string>>;
}

/** Makes the rules and the role by which they publish, and answers with the alarms for alerts that are not delivered. */
export function addAlerts(
  scope: Construct,
  { trail, alarmTopic, alerts, role, queueArns }: AlertsProps,
): cloudwatch.Alarm[] {
  const publisher = addEventRole(scope, 'Role', {
    ...role,
    statements: [...alarmTopic.publishStatements(scope), ...(queueArns ? [sendTo(Object.values(queueArns))] : [])],
  });
  return alerts.map((alert) => {
    const { id, ruleName, severity, description, section, eventBusName } = alert;
    const rule = addEventRule(scope, id, {
      ...alert,
      description: `[${severity}] ${description} ${whatToDo(trail, section)}`,
      target: { ...targetOf(alert, { trail, alarmTopic, queueArns }), roleArn: publisher.roleArn },
    });
    rule.node.addDependency(publisher);
    const alarm = addFailedInvocationsAlarm(scope, `${id}Undelivered`, {
      ...{ ruleName, eventBusName },
      nameSuffix: 'undelivered',
      description: `EventBridge could not deliver an alert of the rule ${ruleName}. ${whatToDo(trail, 'AlertsUndelivered')}`,
    });
    alarmTopic.notify(alarm);
    return alarm;
  });
}

function targetOf(
  alert: Alert,
  { trail, alarmTopic, queueArns }: Pick<AlertsProps, 'trail' | 'alarmTopic' | 'queueArns'>,
): Pick<events.CfnRule.TargetProperty, 'arn' | 'inputTransformer'> {
  const { groupedAs } = alert;
  if (groupedAs === undefined || queueArns === undefined)
    return { arn: alarmTopic.topicArnFor(alert.severity), inputTransformer: alertMessage(alert, trail) };
  return { arn: queueArns[groupedAs], inputTransformer: groupedMessage(groupedAs, alert) };
}

function sendTo(resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources });
}
