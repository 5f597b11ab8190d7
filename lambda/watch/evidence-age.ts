import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../lib/shared/contract';
import { emit } from '../publish/metrics';
import type { WatchSettings } from '../publish/settings';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Evidence is looked for from so long ago on. */
const RECENT = 3 * DAY;

/** When the newest report below a prefix was stored, looking after this key. */
export type FindNewest = (prefix: string, after: string) => Promise<number | undefined>;

/**
 * Measures the age of the newest evidence, and fails where it is too old: whoever may write metrics can forge the first,
 * and only AWS writes that a function failed.
 */
export async function watch(findNewest: FindNewest, settings: WatchSettings, now: number): Promise<{ age?: number }> {
  const { trailName, maxEvidenceAgeHours } = settings;
  const prefix = `${trailName}/reports/`;
  const day = new Date(now - RECENT).toISOString().slice(0, 10).replaceAll('-', '/');
  const newest = (await findNewest(prefix, `${prefix}${day}`)) ?? (await findNewest(prefix, ''));
  // Before the first run there is none. If it stays so, the alarm sees that the metric is missing.
  if (newest === undefined) return {};
  const age = Math.max(0, now - newest) / 1000;
  emit(trailName, [[METRICS.evidenceAge, MetricUnit.Seconds, age]]);
  if (age <= (maxEvidenceAgeHours * HOUR) / 1000) return { age };
  throw new Error(`the newest evidence is ${Math.round(age / 3600)} hours old, more than ${maxEvidenceAgeHours}`);
}
