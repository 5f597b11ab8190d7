import type { Checkpoint } from '../model/checkpoint';
import type { ExpectedChain, ValidationRequest } from '../model/request';
import { HOUR } from '../format/time';

/** The end of the last digest that is remembered as verified. */
export function lastVerifiedEnd(checkpoint: Pick<Checkpoint, 'segments'> | undefined): number | undefined {
  const ends = checkpoint?.segments.map(({ last }) => last.end) ?? [];
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Where a run goes on with a chain: after its head, or a sweep where the last one was cut short. */
export function resumesAt(
  checkpoint: Checkpoint | undefined,
  { sweep }: Pick<ValidationRequest, 'sweep'>,
): number | undefined {
  return sweep === true ? checkpoint?.sweptTo : lastVerifiedEnd(checkpoint);
}

/** The last digests of a chain that ended may be some hours younger than its end. */
export const LAST_DIGESTS = 6 * HOUR;

/**
 * Until when digests are due of a chain whose last one ends at `known`. One that goes on for longer than it was said to
 * has not ended: what was said of it then excuses nothing.
 */
export function dueUntil(expected: ExpectedChain | undefined, known: number | undefined): number {
  if (expected?.hasEnded === true) return -Infinity;
  const until = expected?.until ?? Infinity;
  return known === undefined || known <= until + LAST_DIGESTS ? until : Infinity;
}
