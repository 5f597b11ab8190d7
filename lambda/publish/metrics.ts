import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../lib/shared/contract';
import type { Report } from '../records/report';

const { Count, Seconds } = MetricUnit;

type Row = readonly [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number];

/** The metrics of one run. */
export function metricsOf({ facts, duration }: Pick<Report, 'facts' | 'duration'>): Row[] {
  return [
    [METRICS.verified, Count, facts.verified],
    [METRICS.tampered, Count, facts.tampered],
    [METRICS.unverified, Count, facts.unverified],
    [METRICS.unverifiedAge, Seconds, facts.oldestUnverified / 1000],
    [METRICS.chains, Count, facts.chains],
    [METRICS.staleChains, Count, facts.staleChains],
    [METRICS.unreadableChains, Count, facts.unreadableChains],
    [METRICS.oldestHeadAge, Seconds, facts.oldestHead / 1000],
    [METRICS.duration, Seconds, duration / 1000],
    [METRICS.success, Count, 1],
  ];
}

/** Writes metrics to the log, where CloudWatch takes them from, with the trail as their only dimension. */
export function emit(trailName: string, rows: readonly Row[]): void {
  const metrics = new Metrics({ namespace: METRICS.namespace });
  metrics.clearDefaultDimensions();
  metrics.addDimension(METRICS.dimension, trailName);
  for (const [name, unit, value] of rows) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
