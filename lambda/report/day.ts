// A day of the digest ends at the hour at which it is due, in UTC, and is called by the date of its end.
import { DAY, HOUR } from '../core/format/time';

/** The last time at which a digest became due. */
export function lastDue(now: number, hour: number): number {
  return Math.floor((now - hour * HOUR) / DAY) * DAY + hour * HOUR;
}

/** The day that a time belongs to. */
export function dayOf(now: number, hour: number): string {
  return dayEndingAt(lastDue(now, hour) + DAY);
}

export function dayEndingAt(due: number): string {
  return new Date(due).toISOString().slice(0, 10);
}
