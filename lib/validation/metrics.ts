import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS } from '../shared/contract';

/** A metric of the runs, by what it is in the contract. */
export type RunMetric = Exclude<keyof typeof METRICS, 'namespace' | 'dimension'>;

/** The metric of a trail, over five minutes. */
export function runMetric(
  trailName: string,
  metric: RunMetric,
  statistic: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS.namespace,
    metricName: METRICS[metric],
    dimensionsMap: { [METRICS.dimension]: trailName },
    statistic,
    period: Duration.minutes(5),
    ...options,
  });
}
