// What is alarmed about digest validation, one row an alarm.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { TrailIdentity } from '../identity/trail-identity';
import type { FunctionId, ValidationNames } from '../identity/validation-names';
import { failedExecutions } from '../shared/failed-executions';
import { AlarmSeverity } from '../shared/alarm-severity';
import { runMetric, type RunMetric } from './metrics';

export interface ValidationAlarmContext {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly grace: Duration;
  /** After how much time without a success the validator counts as not running. */
  readonly patience: Duration;
  readonly runTimeout: Duration;
}

export interface ValidationAlarmRow {
  readonly name: string;
  /** The section of the runbook, where several alarms share one. */
  readonly section?: string;
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alarm. */
  readonly description: string;
  readonly metric: (context: ValidationAlarmContext) => cloudwatch.IMetric;
  /** The alarm starts at this value; with `below`, under it. */
  readonly threshold: (context: ValidationAlarmContext) => number;
  readonly below?: true;
  /** Over how many periods in a row. */
  readonly periods?: (context: ValidationAlarmContext) => number;
  /**
   * What a period without data does: it is what the alarm is about, or it says nothing new about a state that each run
   * reports again. Default: all is well.
   */
  readonly missingData?: 'breaching' | 'ignore';
}

const SHORT = Duration.minutes(5);
const HOUR = Duration.hours(1);

function ofRuns(metric: RunMetric, statistic: string, period = SHORT) {
  return ({ trail: { trailName } }: ValidationAlarmContext): cloudwatch.Metric =>
    runMetric(trailName, metric, statistic, { period });
}

function ofFunction(id: FunctionId, metricName: string, statistic = cloudwatch.Stats.SUM, period = SHORT) {
  return ({ names }: ValidationAlarmContext): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { FunctionName: names.functionName(id) },
      statistic,
      period,
    });
}

const one = (): number => 1;

/** A new digest is due each hour, so an hour without a success is no fault yet. */
const hoursOfPatience = ({ patience }: ValidationAlarmContext): number => patience.toHours();

const WATCHED: readonly { readonly id: FunctionId; readonly name: string; readonly does: string }[] = [
  { id: 'Validator', name: 'Validator', does: 'validates the log files' },
  { id: 'Merge', name: 'ValidatorMerge', does: 'merges the shards of a validation' },
  { id: 'Publisher', name: 'ValidatorPublisher', does: 'reports what a validation found' },
  { id: 'Watch', name: 'EvidenceWatch', does: 'watches the age of the evidence' },
];

/** A shard is left out: its failures and throttles are tried again, and end the state machine in a failure if they last. */
const OF_FUNCTIONS: readonly ValidationAlarmRow[] = WATCHED.flatMap(({ id, name, does }): ValidationAlarmRow[] => [
  {
    name: `${name}Errors`,
    section: 'ValidatorErrors',
    severity: AlarmSeverity.HIGH,
    description: `The function that ${does} failed.`,
    metric: ofFunction(id, 'Errors'),
    threshold: one,
  },
  {
    name: `${name}Throttles`,
    section: 'ValidatorThrottles',
    severity: AlarmSeverity.HIGH,
    description: `The function that ${does} could not start, since the account runs as many functions as it may.`,
    metric: ofFunction(id, 'Throttles'),
    threshold: one,
  },
]);

export const VALIDATION_ALARMS: readonly ValidationAlarmRow[] = [
  {
    name: 'LogTampering',
    severity: AlarmSeverity.CRITICAL,
    description: 'Log files or digests were changed, deleted or injected, or the checkpoints of the validator were.',
    metric: ofRuns('tampered', cloudwatch.Stats.MAXIMUM),
    threshold: one,
    missingData: 'ignore',
  },
  {
    name: 'ChainUnreadable',
    severity: AlarmSeverity.CRITICAL,
    description: 'No digest of a whole account and Region can be read or verified any more.',
    metric: ofRuns('unreadableChains', cloudwatch.Stats.MAXIMUM),
    threshold: one,
    missingData: 'ignore',
  },
  {
    name: 'ChainStale',
    severity: AlarmSeverity.HIGH,
    description: 'An account and Region has had no new digest for longer than CloudTrail takes.',
    metric: ofRuns('staleChains', cloudwatch.Stats.MAXIMUM),
    threshold: one,
    missingData: 'ignore',
  },
  {
    name: 'UnverifiedTooLong',
    severity: AlarmSeverity.HIGH,
    description: 'Something could not be verified for longer than the time of grace.',
    metric: ofRuns('unverifiedAge', cloudwatch.Stats.MAXIMUM),
    threshold: ({ grace }) => grace.toSeconds(),
    missingData: 'ignore',
  },
  ...OF_FUNCTIONS,
  {
    name: 'ValidatorNearTimeLimit',
    severity: AlarmSeverity.HIGH,
    description: 'A validation took nearly as long as Lambda runs a function; what is left over goes on in the next.',
    metric: ofFunction('Validator', 'Duration', cloudwatch.Stats.MAXIMUM),
    threshold: ({ runTimeout }) => runTimeout.toMilliseconds() * 0.9,
  },
  {
    name: 'ValidatorEventsDropped',
    severity: AlarmSeverity.HIGH,
    description: 'A validation was given up before it started, and could not even be kept in the dead-letter queue.',
    metric: ofFunction('Validator', 'DeadLetterErrors'),
    threshold: one,
  },
  {
    name: 'ValidatorDeadLetters',
    severity: AlarmSeverity.HIGH,
    description: 'A validation or its publishing failed as often as it was tried.',
    metric: ({ names }) =>
      new cloudwatch.Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensionsMap: { QueueName: names.queueName },
        statistic: cloudwatch.Stats.MAXIMUM,
        period: SHORT,
      }),
    threshold: one,
  },
  {
    name: 'ValidatorMapFailed',
    severity: AlarmSeverity.HIGH,
    description: 'A validation in shards ended with shards that are not verified, or was stopped.',
    metric: ({ names }) => failedExecutions(names.stateMachineArn, SHORT),
    threshold: one,
  },
  {
    name: 'ValidatorScheduleFailed',
    severity: AlarmSeverity.HIGH,
    description: 'EventBridge Scheduler could not start a validation.',
    metric: ({ names }) =>
      new cloudwatch.Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: names.scheduleGroupName },
        statistic: cloudwatch.Stats.SUM,
        period: SHORT,
      }),
    threshold: one,
  },
  {
    name: 'ValidatorDidNotRun',
    severity: AlarmSeverity.CRITICAL,
    description: 'No validation reported for hours that it succeeded.',
    // Periods without data are filled in: where periods are missing CloudWatch looks at more of them than an alarm names.
    metric: (context) =>
      new cloudwatch.MathExpression({
        expression: 'FILL(success, 0)',
        usingMetrics: { success: ofRuns('success', cloudwatch.Stats.SUM, HOUR)(context) },
        label: 'Validations that reported that they succeeded',
        period: HOUR,
      }),
    threshold: one,
    below: true,
    periods: hoursOfPatience,
    missingData: 'breaching',
  },
  {
    name: 'ValidatorNotInvoked',
    severity: AlarmSeverity.CRITICAL,
    description:
      'AWS Lambda counted no validation for hours that ended without an error, whatever its own metric says.',
    metric: (context) =>
      new cloudwatch.MathExpression({
        expression: 'FILL(invocations, 0) - FILL(errors, 0)',
        usingMetrics: {
          invocations: ofFunction('Validator', 'Invocations', cloudwatch.Stats.SUM, HOUR)(context),
          errors: ofFunction('Validator', 'Errors', cloudwatch.Stats.SUM, HOUR)(context),
        },
        label: 'Validations that ended without an error',
        period: HOUR,
      }),
    threshold: one,
    below: true,
    periods: hoursOfPatience,
    missingData: 'breaching',
  },
  {
    name: 'EvidenceTooOld',
    severity: AlarmSeverity.CRITICAL,
    description: 'The newest report in the evidence bucket is hours old, or nobody could look.',
    metric: ofRuns('evidenceAge', cloudwatch.Stats.MAXIMUM, HOUR),
    threshold: ({ patience }) => patience.toSeconds(),
    periods: () => 2,
    missingData: 'breaching',
  },
];
