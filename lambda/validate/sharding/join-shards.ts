import {
  findingName,
  mergeChain,
  NO_COUNTS,
  resumesAt,
  type Chain,
  type ChainResult,
  type Finding,
  type OpenItem,
  type ValidationRequest,
} from '../../core';
import type { ChainState } from '../chain-state';
import { findingOf, isTransient } from '../findings';
import type { ShardsOfChain } from './gather';

/** What the shards of one chain give together. */
export interface JoinedChain {
  readonly result: ChainResult;
  /** The result as far as the shards follow on one another, from which the next checkpoint is made. */
  readonly verified: ChainResult;
  /** What no shard has reported. */
  readonly unreported: readonly Finding[];
}

/**
 * Joins the shards of one chain. The checkpoint moves as far as they follow on one another: what lies behind a shard that
 * failed is verified again, but what was found there stays open, and so does what others have found since.
 */
export function joinShards(
  { chain, results }: ShardsOfChain,
  state: ChainState | undefined,
  request: ValidationRequest,
  now: number,
): JoinedChain {
  const start = Math.max(request.window.start, resumesAt(state?.checkpoint, request) ?? -Infinity);
  const nothing = [untouched(chain, state, start)];
  const { result, findings } = mergeChain(results.length > 0 ? results : nothing, request);
  const row = inRow(results, start);
  const verified = mergeChain(row.length > 0 ? row : nothing, request).result;
  const { openItems, since } = openAfter(result, state, request, now);
  // Every shard looks at all log files that wait before the last verified digest. Hourly runs have gone on beside a sweep.
  const meanwhile = request.sweep === true ? (state?.checkpoint.pendingLogFiles ?? []) : [];
  const pending = new Map([...verified.pendingLogFiles, ...meanwhile].map((file) => [file.key, file]));
  // Whether a chain goes on is for the hourly runs to say: a sweep has last looked hours ago.
  const own = request.sweep === true ? findings.filter((finding) => !isTransient(finding)) : findings;
  return {
    result,
    verified: { ...verified, openItems, pendingLogFiles: [...pending.values()] },
    unreported: [...own, ...since.map((item) => findingOf(item, request))],
  };
}

/** The results that follow on one another, from a time on. */
function inRow(results: readonly ChainResult[], start: number): ChainResult[] {
  const row: ChainResult[] = [];
  let reached = start;
  for (const result of [...results].sort((one, other) => one.shard.start - other.shard.start)) {
    if (result.shard.start > reached) break;
    row.push(result);
    reached = Math.max(reached, result.shard.end);
  }
  return row;
}

/**
 * What is open after the run: what its shards have found or tried in vain, and what the table has gained since the run was
 * planned. Hourly runs go on beside a sweep, so all that they hold open stays open.
 */
function openAfter({ openItems }: ChainResult, state: ChainState | undefined, request: ValidationRequest, now: number) {
  const before = state?.checkpoint.openItems ?? [];
  const isNew = ({ firstSeen }: OpenItem) => firstSeen >= request.now;
  const isOwn = (item: OpenItem) => request.sweep !== true || isNew(item);
  const staysOpen = (item: OpenItem) => request.sweep === true || isNew(item) || isRolledBack(item);
  const unverified = new Set(
    before.flatMap(({ finding }) => (finding.severity === 'INVALID' ? [] : [findingName(finding)])),
  );
  const isWorse = ({ finding }: OpenItem) => finding.severity === 'INVALID' && unverified.has(findingName(finding));
  const seen = new Map(before.map(({ finding, firstSeen }) => [findingName(finding), firstSeen]));
  // Reports were made meanwhile that could not have what is new: it counts from now on.
  const firstSeen = (item: OpenItem) => seen.get(findingName(item.finding)) ?? (isNew(item) ? now : item.firstSeen);
  const own = openItems
    .filter((item) => isOwn(item) || isWorse(item))
    .map((item) => ({ ...item, firstSeen: firstSeen(item) }));
  const since = before.filter(staysOpen);
  const all = new Map([...since, ...own].map((item) => [findingName(item.finding), item]));
  const reported = new Set(openItems.map(({ finding }) => findingName(finding)));
  return { openItems: [...all.values()], since: since.filter(({ finding }) => !reported.has(findingName(finding))) };
}

function isRolledBack({ finding }: OpenItem): boolean {
  return finding.code === 'checkpoint-rolled-back';
}

/** Greater than any key, in the order of UTF-16. */
const AFTER_ALL = '\uffff';

/** The result of a chain that no shard has looked at: what was open stays open. */
function untouched(chain: Chain, state: ChainState | undefined, start: number): ChainResult {
  return {
    ...chain,
    shard: { start, end: start },
    verdict: 'VALID',
    counts: NO_COUNTS,
    segments: [],
    backfills: [],
    openItems: state?.checkpoint.openItems ?? [],
    pendingLogFiles: state?.checkpoint.pendingLogFiles ?? [],
    logFilesBefore: state?.checkpoint.logFilesAfter ?? AFTER_ALL,
  };
}
