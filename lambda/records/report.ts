import {
  FINDINGS,
  lastVerifiedEnd,
  type ChainResult,
  type Counts,
  type Tally,
  type TimeRange,
  type Verdict,
} from '../core';
import type { FindingGroup } from './finding-groups';
import type { Remembered } from './checkpoint-store';

export type Mode = 'hourly' | 'sweep';

/** What a run leaves behind as evidence: plain JSON, times in milliseconds since 1970. */
export interface Report {
  readonly version: 1;
  readonly trailArn: string;
  readonly runId: string;
  readonly mode: Mode;
  readonly route: 'lambda' | 'map';
  readonly time: number;
  /** When the first run of all was. */
  readonly began: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly due: TimeRange;
  readonly facts: Facts;
  /** What this run did not get to, by name; the next one goes on there. */
  readonly unfinished: readonly string[];
  readonly groups: readonly FindingGroup[];
  /** The full list of findings. */
  readonly findings?: { readonly key: string; readonly sha256: string; readonly count: number };
  /** Names of findings that a person accepted, and by which acknowledgement. */
  readonly acknowledged: readonly string[];
  readonly pace: Pace;
  /** All that is remembered, so that the table can be put against it. */
  readonly heads: readonly Remembered[];
  readonly previous?: Link;
}

/** The report before, so that none can be taken out of the row. */
export interface Link {
  readonly key: string;
  readonly sha256: string;
}

/** How many objects an hour of a chain has held, for the estimate of the next run. */
export interface Pace {
  readonly objects: number;
  readonly chainHours: number;
}

/** What the metrics say. Ages are in milliseconds. */
export interface Facts {
  readonly verified: number;
  readonly tampered: number;
  readonly unverified: number;
  readonly oldestUnverified: number;
  readonly chains: number;
  readonly staleChains: number;
  readonly unreadableChains: number;
  readonly oldestHead: number;
}

export function factsOf(
  results: readonly ChainResult[],
  {
    counts,
    groups,
    heads,
    now,
    ended,
  }: {
    readonly counts: Counts;
    readonly groups: readonly FindingGroup[];
    readonly heads: readonly Remembered[];
    readonly now: number;
    /** Chains that need not go on. */
    readonly ended: (head: Remembered) => boolean;
  },
): Facts {
  const sum = (chosen: readonly FindingGroup[]) => chosen.reduce((total, { count }) => total + count, 0);
  const unverified = groups.filter(
    ({ severity, code }) => severity === 'INCOMPLETE' && FINDINGS[code].metrics.includes('unverified'),
  );
  const tallies = [counts.digests, counts.backfillDigests, counts.logFiles];
  const headEnds = heads.filter((head) => !ended(head)).flatMap(({ checkpoint }) => lastVerifiedEnd(checkpoint) ?? []);
  return {
    verified: tallies.reduce((total, { valid }) => total + valid, 0),
    tampered: sum(groups.filter(({ severity }) => severity === 'INVALID')),
    unverified: sum(unverified),
    oldestUnverified: greatest(unverified.map(({ firstSeen }) => now - firstSeen)),
    chains: results.length,
    staleChains: groups.filter(
      ({ code, severity }) => FINDINGS[code].metrics.includes('stale-chains') && severity !== 'NOTICE',
    ).length,
    unreadableChains: unreadable(results, groups),
    oldestHead: greatest(headEnds.map((end) => now - end)),
  };
}

/**
 * Chains that can't be listed, or of which all digests or all log files of this run could not be read or verified. One
 * log file that can't be read is not a whole chain, unless the run could read none of any chain.
 */
function unreadable(results: readonly ChainResult[], groups: readonly FindingGroup[]): number {
  const unlisted = new Set(
    groups.filter(({ code }) => FINDINGS[code].metrics.includes('unreadable-chains')).map(chainOf),
  );
  const isUnreadable = ({ valid, invalid, unverified }: Tally, least = 1) =>
    unverified >= least && valid + invalid === 0;
  const isAnyRead = results.some(({ counts: { logFiles } }) => logFiles.valid + logFiles.invalid > 0);
  return results.filter(
    (result) =>
      unlisted.has(chainOf(result)) ||
      isUnreadable(result.counts.digests) ||
      isUnreadable(result.counts.logFiles, isAnyRead ? FEW_LOG_FILES : 1),
  ).length;
}

/** So many log files, all of them unreadable, are no accident of one. */
const FEW_LOG_FILES = 3;

function chainOf({ accountId, region }: Pick<FindingGroup, 'accountId' | 'region'>): string {
  return `${accountId} ${region}`;
}

/** At least 0. `Math.max` takes no more arguments than the stack holds. */
function greatest(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.max(one, other), 0);
}
