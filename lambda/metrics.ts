import { Metrics, type MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../lib/shared/contract';

export type MetricRow = readonly [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number];

/** Writes metrics to the log, where CloudWatch takes them from, with the trail as their only dimension. */
export function emit(trailName: string, rows: readonly MetricRow[], namespace: string = METRICS.namespace): void {
  const metrics = new Metrics({ namespace });
  metrics.clearDefaultDimensions();
  metrics.addDimension(METRICS.dimension, trailName);
  for (const [name, unit, value] of rows) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
