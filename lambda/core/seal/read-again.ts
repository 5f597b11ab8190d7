import { createHash } from 'node:crypto';
import { DAY } from '../format/time';
import type { Sealing } from '../model/sealing';
import type { Chain } from '../model/trail';

/** A sweep that is cut short is complete some time later: of the days that came up about its end none is left out. */
const OVERLAP_DAYS = 3;

/** The sealed days of a chain that a sweep reads in full all the same. */
export interface DaysToReadAgain {
  readonly days: ReadonlySet<number>;
  /** One of them that nobody knows beforehand. */
  readonly drawn?: number;
}

export function daysToReadAgain(chain: Chain, days: readonly number[], sealing: Sealing, now: number): DaysToReadAgain {
  const due = new Set(days.filter((day) => isDue(day, sealing, now)));
  const rest = days.filter((day) => !due.has(day));
  if (rest.length === 0) return { days: due };
  const one = rest[drawn(chain, sealing, 'day') % rest.length];
  return { days: due.add(one), drawn: one };
}

/** A number that nobody knows beforehand, another one for each chain and purpose. */
export function drawn({ accountId, region }: Chain, { seed }: Sealing, purpose: 'day' | 'lock'): number {
  return createHash('sha256').update(`${seed} ${accountId} ${region} ${purpose}`).digest().readUInt32BE();
}

/** Whether the turn of a day has come since the sweep before: each has its own one among so many days. */
function isDue(day: number, { readAgainDays, sweptAt }: Sealing, now: number): boolean {
  if (sweptAt === undefined) return false;
  const [from, to] = [Math.floor(sweptAt / DAY) - OVERLAP_DAYS, Math.floor(now / DAY)];
  const turn = turnOf(day, to, readAgainDays);
  // The first turn is the day itself, and it was sealed after that.
  return to - from >= readAgainDays || (turn > from && turn > day / DAY);
}

/** The last day up to another one on which it was the turn of this day, both counted from 1970. */
function turnOf(day: number, to: number, readAgainDays: number): number {
  const turns = (((to - day / DAY) % readAgainDays) + readAgainDays) % readAgainDays;
  return to - turns;
}

/** When the bytes of a day were last read, as far as its seal and the turns of the sweeps so far say. */
export function lastReadOf(day: number, sealedAt: number, { readAgainDays, sweptAt }: Sealing): number {
  if (sweptAt === undefined) return sealedAt;
  return Math.max(sealedAt, turnOf(day, Math.floor(sweptAt / DAY), readAgainDays) * DAY);
}
