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
export const EDGE = 2 * MINUTE;
/** The last log files of a day are listed by the first digest of the next one, or by the second. */
const LAST_LOG_FILES = 2 * HOUR;

/**
 * Joins sealed days without a hole: whatever they leave of the time, days without objects too, is to be read in full, so that it
 * is demanded as before, up to a limit behind the time. The days are given by their starts, in order.
 */
export function stretchesOf(time: TimeRange, days: readonly number[], limit = time.end): Stretch[] {
  const stretches: Stretch[] = [];
  let reached = time.start;
  let from: number | undefined;
  const close = (to: number) => {
    if (from === undefined) return;
    stretches.push({ range: { start: from, end: to }, isSealed: true });
    from = undefined;
  };
  for (const day of days) {
    if (!isWithin(day, time) || day < reached - EDGE) continue;
    if (day > reached) {
      close(reached);
      stretches.push(unsealed({ start: reached, end: day }, time, limit));
    }
    from ??= Math.max(day, time.start);
    reached = day + DAY;
  }
  close(reached);
  if (reached < time.end || stretches.length === 0)
    stretches.push(unsealed({ start: reached, end: time.end }, time, limit));
  return stretches;
}

/** Whether a time holds a whole day; parts of a chain that others verify begin two minutes after midnight. */
export function isWithin(day: number, { start, end }: TimeRange): boolean {
  return day >= start - EDGE && day + DAY <= end;
}

function unsealed({ start, end }: TimeRange, time: TimeRange, limit: number): Stretch {
  const range = { start: Math.max(time.start, start - EDGE), end: Math.min(limit, end + LAST_LOG_FILES) };
  return { range, isSealed: false };
}
