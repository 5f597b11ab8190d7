import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../lib/shared/contract';
import type { FindNewest } from '../aws/s3/newest-object';
import { DAY, HOUR } from '../core/format/time';
import { emit } from '../metrics';
import { dayFolder, evidenceFolder } from '../records/evidence-keys';
import type { Settings } from './settings';

/** Evidence is looked for from so long ago on. */
const RECENT = 3 * DAY;

/**
 * Measures the age of the newest evidence, and fails where it is too old: whoever may write metrics can forge the first,
 * and only AWS writes that a function failed.
 */
export async function watchEvidence(
  findNewest: FindNewest,
  settings: Settings,
  now: number,
): Promise<{ age?: number }> {
  const { trailName, maxEvidenceAgeHours } = settings;
  const prefix = evidenceFolder(trailName, 'reports');
  const newest = (await findNewest(prefix, `${prefix}${dayFolder(now - RECENT)}`)) ?? (await findNewest(prefix, ''));
  // Before the first run there is none. If it stays so, the alarm sees that the metric is missing.
  if (newest === undefined) return {};
  const age = Math.max(0, now - newest) / 1000;
  emit(trailName, [[METRICS.evidenceAge, MetricUnit.Seconds, age]]);
  if (age <= (maxEvidenceAgeHours * HOUR) / 1000) return { age };
  throw new Error(`the newest evidence is ${Math.round(age / 3600)} hours old, more than ${maxEvidenceAgeHours}`);
}
