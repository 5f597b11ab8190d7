import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../lib/shared/contract';
import type { MetricRow } from '../metrics';
import type { Report } from '../records/report';

const { Count, Seconds } = MetricUnit;

/** The metrics of one run. */
export function metricsOf({ metrics, duration }: Pick<Report, 'metrics' | 'duration'>): MetricRow[] {
  return [
    [METRICS.verified, Count, metrics.verified],
    [METRICS.tampered, Count, metrics.tampered],
    [METRICS.unverified, Count, metrics.unverified],
    [METRICS.unverifiedAge, Seconds, metrics.oldestUnverifiedAge / 1000],
    [METRICS.chains, Count, metrics.chains],
    [METRICS.staleChains, Count, metrics.staleChains],
    [METRICS.unreadableChains, Count, metrics.unreadableChains],
    [METRICS.lastVerifiedDigestAge, Seconds, metrics.lastVerifiedDigestAge / 1000],
    [METRICS.duration, Seconds, duration / 1000],
    [METRICS.success, Count, 1],
  ];
}
