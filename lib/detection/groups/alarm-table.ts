// What is alarmed about the groups of alerts, one row an alarm: an attempt that nobody is notified of is not silence.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { AlertGroup } from '../../shared/contract';
import { AlarmSeverity } from '../../shared/alarm-severity';
import type { GroupNames } from '../../identity/group-names';

export interface GroupAlarmRow {
  /** The name after that of the trail. */
  readonly name: string;
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alarm. */
  readonly description: string;
  readonly metric: (names: GroupNames) => cloudwatch.Metric;
  readonly threshold: number;
}

const PERIOD = Duration.minutes(5);

/** A batch is waited for at most five minutes. */
const TOO_OLD = Duration.minutes(15);

const { CRITICAL, HIGH } = AlarmSeverity;

function ofQueue(metricName: string, queueName: (names: GroupNames) => string) {
  return (names: GroupNames): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/SQS',
      metricName,
      dimensionsMap: { QueueName: queueName(names) },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: PERIOD,
    });
}

function ofFunction(metricName: string) {
  return ({ functionName }: GroupNames): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { FunctionName: functionName },
      statistic: cloudwatch.Stats.SUM,
      period: PERIOD,
    });
}

const late = (name: string, kind: AlertGroup, what: string): GroupAlarmRow => ({
  name,
  severity: CRITICAL,
  description: `Nobody was notified for ${TOO_OLD.toMinutes()} minutes of ${what} that wait in a queue.`,
  metric: ofQueue('ApproximateAgeOfOldestMessage', (names) => names.queueName(kind)),
  threshold: TOO_OLD.toSeconds(),
});

export const GROUP_ALARMS: readonly GroupAlarmRow[] = [
  late('RefusedCallsLate', 'refused', 'refused calls'),
  late('DeploymentCallsLate', 'deployed', 'calls of deployments'),
  {
    name: 'AlertGroupsDeadLetters',
    severity: CRITICAL,
    description: 'Alerts on refused calls or deployments could not be sent to people, as often as it was tried.',
    metric: ofQueue('ApproximateNumberOfMessagesVisible', (names) => names.deadLettersName),
    threshold: 1,
  },
  {
    name: 'AlertGroupsErrors',
    severity: HIGH,
    description: 'The function that groups alerts on refused calls and deployments failed. It is tried again.',
    metric: ofFunction('Errors'),
    threshold: 1,
  },
  {
    name: 'AlertGroupsThrottles',
    severity: HIGH,
    description:
      'The function that groups alerts could not start, since the account runs as many functions as it may. It is tried again.',
    metric: ofFunction('Throttles'),
    threshold: 1,
  },
];
