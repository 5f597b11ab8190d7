// What the alarms on the log group look at.
import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { TrailIdentity } from '../identity/trail-identity';
import { AlarmSeverity } from '../shared/alarm-severity';
import type { AlarmOverride } from './alarm-options';
import { metricOf } from './filters/filter-metric';
import type { LogFilter } from './filters/log-filter';

/** The highest value can't be hidden by others that somebody puts; to count to more than one takes their sum. */
export function alarmMetric(trail: TrailIdentity, filter: LogFilter, override?: AlarmOverride): cloudwatch.Metric {
  const { threshold = 1 } = override ?? {};
  const countsMore = Token.isUnresolved(threshold) || threshold > 1;
  const statistic = countsMore ? cloudwatch.Stats.SUM : cloudwatch.Stats.MAXIMUM;
  return metricOf(trail, filter, override?.period ?? Duration.minutes(5)).with({ statistic });
}

/** Of whose alarm people are notified again while it stays on. */
export function isGrave({ severity }: LogFilter): boolean {
  return severity === AlarmSeverity.CRITICAL || severity === AlarmSeverity.HIGH;
}

/** For how many periods an alarm has been on before people are notified again, and how many periods apart it is then. */
export const PERIODS_ON = 6;
const PERIODS_APART = 12;

/** The metric, but nothing in the first period of each cycle: an alarm on it ends there and starts anew. */
export function pausing(metric: cloudwatch.Metric): cloudwatch.MathExpression {
  const seconds = metric.period.toSeconds();
  const cycle = seconds * PERIODS_APART;
  return new cloudwatch.MathExpression({
    expression: `IF(EPOCH(events) - ${cycle} * FLOOR(EPOCH(events) / ${cycle}) < ${seconds}, 0, events)`,
    usingMetrics: { events: metric },
    period: metric.period,
    label: 'events',
  });
}
