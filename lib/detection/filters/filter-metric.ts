import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { LogFilter } from './log-filter';
import type { TrailIdentity } from '../../identity/trail-identity';
import { nameOf } from '../../identity/names';

/** The namespace that Security Hub prescribes. */
export const METRIC_NAMESPACE = 'LogMetrics';

/**
 * How often the events of a filter were found.
 *
 * Without a label: with one the CDK writes an alarm in a form that names no metric at its top, where checkers look.
 */
export function metricOf(
  trail: TrailIdentity,
  { filterName }: LogFilter,
  period = Duration.minutes(5),
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: nameOf(trail, filterName),
    statistic: cloudwatch.Stats.SUM,
    period,
  });
}
