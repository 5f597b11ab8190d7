import { DAY, HOUR, MINUTE } from '../format/time';
import type { TimeRange } from '../model/store';

/** A part of a chain's time: sealed days whose listing is equal, or what has to be read in full. */
export interface Stretch {
  readonly range: TimeRange;
  readonly isSealed: boolean;
}

/**
 * A digest that ends at midnight lies in the folder of the day that begins then, and ends the time before it. What is read in
 * full reaches so far into the sealed day before it, that nothing at an edge is left out.
 */
const EDGE = 2 * MINUTE;
/** The last log files of a day are listed by the first digest of the next one, or by the second. */
const LAST_LOG_FILES = 2 * HOUR;

/**
 * Joins sealed days without a hole: whatever they leave of the time, days without objects too, is to be read in full, so that it
 * is demanded as before. The days are given by their starts, in order.
 */
export function stretchesOf(time: TimeRange, days: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  let reached = time.start;
  let from: number | undefined;
  const close = (to: number) => {
    if (from === undefined) return;
    stretches.push({ range: { start: from, end: to }, isSealed: true });
    from = undefined;
  };
  for (const day of days) {
    if (day < reached || day + DAY > time.end) continue;
    if (day > reached) {
      close(reached);
      stretches.push(unsealed({ start: reached, end: day }, time));
    }
    from ??= day;
    reached = day + DAY;
  }
  close(reached);
  if (reached < time.end || stretches.length === 0) stretches.push(unsealed({ start: reached, end: time.end }, time));
  return stretches;
}

function unsealed({ start, end }: TimeRange, time: TimeRange): Stretch {
  const range = { start: Math.max(time.start, start - EDGE), end: Math.min(time.end, end + LAST_LOG_FILES) };
  return { range, isSealed: false };
}
