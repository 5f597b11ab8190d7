import { HOUR } from '../format/time';
import type { Checkpoint } from '../model/checkpoint';
import type { ExpectedChain, ValidationRequest } from '../model/request';

/** The end of the last verified digest of a chain. */
export function lastVerifiedEnd(checkpoint: Pick<Checkpoint, 'segments'> | undefined): number | undefined {
  const ends = checkpoint?.segments.map(({ last }) => last.end) ?? [];
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Where a run goes on with a chain: after its last verified digest, or a sweep where the one before was cut short. */
export function resumesAt(
  checkpoint: Checkpoint | undefined,
  { sweep }: Pick<ValidationRequest, 'sweep'>,
): number | undefined {
  return sweep === true ? checkpoint?.sweptTo : lastVerifiedEnd(checkpoint);
}

/** The last digests of a chain that has ended may end some hours after the call that ended it. */
export const LAST_DIGESTS = 6 * HOUR;

/**
 * Until when digests are due of a chain whose last one ends at `last`. A chain that goes on for longer than it was
 * expected to has not ended, so the expected end does not count.
 */
export function dueUntil(expected: ExpectedChain | undefined, last: number | undefined): number {
  if (expected?.hasEnded === true) return -Infinity;
  const until = expected?.until ?? Infinity;
  return last === undefined || last <= until + LAST_DIGESTS ? until : Infinity;
}
