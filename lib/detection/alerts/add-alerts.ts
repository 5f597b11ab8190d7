// Rules that notify people: each publishes a message to the alarm topic, and an alarm watches that it can.
import type { IResolvable } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { IAlarmTopic } from '../i-alarm-topic';
import type { AlarmSeverity } from '../../shared/alarm-severity';
import type { TrailIdentity } from '../../identity/trail-identity';
import { alertMessage, type AlertText } from './message';
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
}

export interface AlertsProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  readonly alerts: readonly Alert[];
  readonly role: Omit<EventRoleProps, 'statements'>;
}

/** Makes the rules and the role by which they publish, and answers with the alarms for alerts that are not delivered. */
export function addAlerts(scope: Construct, { trail, alarmTopic, alerts, role }: AlertsProps): cloudwatch.Alarm[] {
  const publisher = addEventRole(scope, 'Role', { ...role, statements: alarmTopic.publishStatements(scope) });
  return alerts.map((alert) => {
    const { id, ruleName, severity, description, section } = alert;
    const rule = addEventRule(scope, id, {
      ...alert,
      description: `[${severity}] ${description} ${whatToDo(trail, section)}`,
      target: {
        arn: alarmTopic.topicArnFor(severity),
        roleArn: publisher.roleArn,
        inputTransformer: alertMessage(alert, trail),
      },
    });
    rule.node.addDependency(publisher);
    const alarm = addFailedInvocationsAlarm(scope, `${id}Undelivered`, {
      ruleName,
      nameSuffix: 'undelivered',
      description: `EventBridge could not deliver an alert of the rule ${ruleName}. ${whatToDo(trail, 'AlertsUndelivered')}`,
    });
    alarmTopic.notify(alarm);
    return alarm;
  });
}
