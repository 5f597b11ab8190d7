// What is alarmed about the reporter itself, one row an alarm. All of them reach people without it.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { nameOf } from '../../identity/names';
import type { ReportNames } from '../../identity/report-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { failedExecutions } from '../../shared/failed-executions';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { METRICS, REPORT_METRICS } from '../../shared/contract';
import { whatToDo } from '../../shared/runbook';

interface Row {
  readonly name: string;
  readonly description: string;
  readonly metric: (names: ReportNames, trail: TrailIdentity) => cloudwatch.IMetric;
  /** The alarm starts below 1 instead of at 1, and where there is no value. */
  readonly isAbsence?: true;
  readonly periods?: number;
}

const SHORT = Duration.minutes(5);
const HOUR = Duration.hours(1);

/** A digest is due each day, and sent within a quarter of an hour. */
const HOURS_WITHOUT_DIGEST = 26;

function sumOf(namespace: string, metricName: string, dimensionsMap: Record<string, string>, period = SHORT) {
  return new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic: cloudwatch.Stats.SUM, period });
}

const ofFunction =
  (metricName: string) =>
  ({ functionName }: ReportNames) =>
    sumOf('AWS/Lambda', metricName, { FunctionName: functionName });

export const REPORT_ALARMS: readonly Row[] = [
  {
    name: 'AlarmReporterErrors',
    description: 'The function that reports alarms failed. People got the alarm as it is instead.',
    metric: ofFunction('Errors'),
  },
  {
    name: 'AlarmReporterThrottles',
    description: 'The function that reports alarms could not start: its concurrency is taken away or used up.',
    metric: ofFunction('Throttles'),
  },
  {
    name: 'AlarmReporterUnsent',
    description: 'Lambda could not send people an alarm that was not reported.',
    metric: ofFunction('DestinationDeliveryFailures'),
  },
  {
    name: 'AlarmReportsUndelivered',
    description: 'Alarms could not be handed to the function that reports them, and are in the dead-letter queue.',
    metric: ({ queueName }) =>
      new cloudwatch.Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensionsMap: { QueueName: queueName },
        statistic: cloudwatch.Stats.MAXIMUM,
        period: SHORT,
      }),
  },
  {
    name: 'AlarmReportsRejected',
    description: 'SNS could not deliver alarms to the function that reports them.',
    metric: ({ topicName }) => sumOf('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName: topicName }),
  },
  {
    name: 'AlarmFallbackFailed',
    description: 'An alarm that was not reported could not be sent as it is either.',
    metric: ({ stateMachineArn }) => failedExecutions(stateMachineArn, SHORT),
  },
  {
    name: 'AlarmDigestMissing',
    description: 'No daily digest was sent for more than a day.',
    metric: (_, { trailName }) =>
      new cloudwatch.MathExpression({
        expression: 'FILL(digests, 0)',
        usingMetrics: {
          digests: sumOf(REPORT_METRICS.namespace, REPORT_METRICS.digests, { [METRICS.dimension]: trailName }, HOUR),
        },
        label: 'Digests that were sent',
        period: HOUR,
      }),
    isAbsence: true,
    periods: HOURS_WITHOUT_DIGEST,
  },
];

export class ReportAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, trail: TrailIdentity, names: ReportNames) {
    super(scope, id);
    this.alarms = REPORT_ALARMS.map((row) => this.createAlarm(row, trail, names));
  }

  private createAlarm(row: Row, trail: TrailIdentity, names: ReportNames): cloudwatch.Alarm {
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    return new cloudwatch.Alarm(this, row.name, {
      alarmName: nameOf(trail, row.name),
      alarmDescription: `[${AlarmSeverity.HIGH}] ${row.description} ${whatToDo(trail, 'AlarmReporter')}`,
      metric: row.metric(names, trail),
      threshold: 1,
      comparisonOperator: row.isAbsence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: row.periods ?? 1,
      treatMissingData: row.isAbsence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
