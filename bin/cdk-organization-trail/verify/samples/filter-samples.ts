import type { Plan } from '../plan/deployment';
import { PATTERN_SAMPLES } from './pattern-samples';
import { aboutTrail } from './placeholders';
import { sampleSet } from './sample-set';

/** A log event, and whether a filter is to find it. */
export interface FilterSample {
  readonly name: string;
  readonly message: string;
  readonly isFound: boolean;
}

/** The sample events of a metric filter; none for one that the library does not make. */
export function filterSamples(plan: Plan, filterName: string): FilterSample[] {
  const samples = sampleSet(PATTERN_SAMPLES, filterName);
  if (samples === undefined) return [];
  const { found, nearMisses } = aboutTrail(plan, samples);
  const messages = (records: object, isFound: boolean) =>
    Object.entries(records).map(([name, record]) => ({ name, message: JSON.stringify(record), isFound }));
  return [...messages(found, true), ...messages(nearMisses, false)];
}
