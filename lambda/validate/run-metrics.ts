import { FINDINGS, isPassing, type Counts, type FindingMetric, type Tally } from '../core';
import type { MeasuredGroup } from '../records/finding-groups';
import type { RunMetrics, Volume } from '../records/report';
import type { ChainHead } from './chain-state';
import type { ChainSummary } from './finished-run';

export interface Measured {
  readonly counts: Counts;
  readonly groups: readonly MeasuredGroup[];
  readonly chains: readonly ChainHead[];
  readonly now: number;
  /** So long a read failure may take that is over by itself, in milliseconds. */
  readonly grace: number;
  /** Chains that need no new digests. */
  readonly hasEnded: (chain: ChainHead) => boolean;
}

export function metricsOf(
  results: readonly ChainSummary[],
  { counts, groups, chains, now, grace, hasEnded }: Measured,
): RunMetrics {
  const sum = (chosen: readonly MeasuredGroup[]) => chosen.reduce((total, { count }) => total + count, 0);
  const unverified = groups.filter(
    ({ severity, code }) => severity === 'INCOMPLETE' && isCounted({ code }, 'unverified'),
  );
  const aging = unverified.filter((group) => isCounted(group, 'unverified-age'));
  const tallies = [counts.digests, counts.backfillDigests, counts.logFiles];
  const live = chains.filter((chain) => !hasEnded(chain));
  const ends = live.flatMap(({ lastVerified }) => lastVerified ?? []);
  return {
    verified: tallies.reduce((total, { valid }) => total + valid, 0),
    tampered: sum(groups.filter(({ severity }) => severity === 'INVALID')),
    unverified: sum(unverified),
    oldestUnverifiedAge: greatest(aging.map(({ firstSeen }) => now - firstSeen)),
    chains: results.length,
    staleChains: groups.filter((group) => isCounted(group, 'stale-chains') && group.severity !== 'NOTICE').length,
    unreadableChains: unreadable(results, groups, ({ firstSeen }) => now - firstSeen < grace),
    lastVerifiedDigestAge: greatest(ends.map((end) => now - end)),
  };
}

/** So many log files, all of them unreadable, are no accident of one. */
const FEW_LOG_FILES = 3;

/**
 * Chains that can't be listed, or of which all digests or all log files of this run could not be read or verified. One
 * log file that can't be read is not a whole chain, unless the run could read none of any chain. Where each failure may be
 * over by itself the chain counts only once they last.
 */
function unreadable(
  results: readonly ChainSummary[],
  groups: readonly MeasuredGroup[],
  isYoung: (group: MeasuredGroup) => boolean,
): number {
  const unlisted = new Set(groups.filter((group) => isCounted(group, 'unreadable-chains')).map(chainOf));
  const isUnreadable = ({ valid, invalid, unverified }: Tally, least = 1) =>
    unverified >= least && valid + invalid === 0;
  const isAnyRead = results.some(({ counts: { logFiles } }) => logFiles.valid + logFiles.invalid > 0);
  const all = results.filter(
    (result) =>
      unlisted.has(chainOf(result)) ||
      isUnreadable(result.counts.digests) ||
      isUnreadable(result.counts.logFiles, isAnyRead ? FEW_LOG_FILES : 1),
  );
  const failures = groups.filter(({ severity, example }) => severity === 'INCOMPLETE' && example.detail?.cause);
  const isPassingNow = (result: ChainSummary) => {
    const own = failures.filter((group) => group.region === result.region && isOf(group, result));
    return own.length > 0 && own.every((group) => isPassing(group.example.detail?.cause) && isYoung(group));
  };
  return all.filter((result) => !isPassingNow(result)).length;
}

/** Whether a finding is about the account of a chain, or about no account. */
function isOf({ accountId }: MeasuredGroup, chain: ChainSummary): boolean {
  return accountId === undefined || accountId === chain.accountId;
}

function isCounted({ code }: Pick<MeasuredGroup, 'code'>, metric: FindingMetric): boolean {
  return FINDINGS[code].metrics.includes(metric);
}

function chainOf({ accountId, region }: Pick<MeasuredGroup, 'accountId' | 'region'>): string {
  return `${accountId} ${region}`;
}

/** At least 0. `Math.max` takes no more arguments than the stack holds. */
function greatest(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.max(one, other), 0);
}

/** Each digest covers an hour of its chain. A run without any says nothing new. */
export function volumeOf(results: readonly ChainSummary[], before: Volume | undefined): Volume {
  const total = { objects: 0, chainHours: 0 };
  for (const { counts } of results) {
    const [digests, logFiles] = [counts.digests, counts.logFiles].map(
      (tally) => tally.valid + tally.invalid + tally.unverified,
    );
    total.objects += digests + logFiles;
    total.chainHours += digests;
  }
  return total.chainHours === 0 && before !== undefined ? before : total;
}
