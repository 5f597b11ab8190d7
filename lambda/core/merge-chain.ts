import { findChain } from './model/find-chain';
import type { Finding } from './model/finding';
import { findingName, worstVerdict } from './model/finding';
import { dueUntil, lastVerifiedEnd, resumesAt } from './memory/last-verified';
import type { ValidationRequest } from './model/request';
import type { ChainResult, Counts, Tally } from './model/result';
import { joinSegments } from './memory/segments';
import type { TimeRange } from './model/store';
import { HOUR } from './format/time';

const GRACE = 3 * HOUR;

export interface Conclusion {
  readonly result: ChainResult;
  /** What only the whole can say; the shards' own findings are not repeated. */
  readonly findings: readonly Finding[];
}

/** Joins the shards of one chain, in any order, and says what is missing of the window. Pure. */
export function mergeChain(shards: readonly ChainResult[], request: ValidationRequest): Conclusion {
  const results = [...shards].sort((a, b) => a.shard.start - b.shard.start || a.shard.end - b.shard.end);
  const joined = results.reduce(joinResults);
  const findings = [...holesOf(results, request), ...staleness(joined, request)].map((finding): Finding => {
    const isAcknowledged = request.acknowledged?.includes(findingName(finding)) === true;
    return isAcknowledged ? { ...finding, severity: 'NOTICE', acknowledged: true } : finding;
  });
  const verdict = worstVerdict(joined.verdict, ...new Set(findings.map(({ severity }) => severity)));
  return { result: { ...joined, verdict }, findings };
}

/** The part of the window whose digests are due: the last hour of it ended an hour and the grace ago. */
export function dueOf({ window, now, grace = GRACE }: ValidationRequest): { due: TimeRange; pending?: TimeRange } {
  const end = Math.max(window.start, Math.min(window.end, now - HOUR - grace));
  const due = { start: window.start, end };
  return end < window.end ? { due, pending: { start: end, end: window.end } } : { due };
}

function joinResults(earlier: ChainResult, later: ChainResult): ChainResult {
  const open = new Map([...earlier.openItems, ...later.openItems].map((item) => [findingName(item.finding), item]));
  const limit = Math.min(earlier.lastVerifiedLimit ?? Infinity, later.lastVerifiedLimit ?? Infinity);
  return {
    accountId: earlier.accountId,
    region: earlier.region,
    shard: { start: earlier.shard.start, end: Math.max(earlier.shard.end, later.shard.end) },
    verdict: worstVerdict(earlier.verdict, later.verdict),
    counts: addCounts(earlier.counts, later.counts),
    covered: union(earlier.covered, later.covered),
    // What lies after a place where the head must stop is not remembered.
    segments:
      earlier.lastVerifiedLimit === undefined ? joinSegments(earlier.segments, later.segments) : earlier.segments,
    backfills: [...earlier.backfills, ...(earlier.lastVerifiedLimit === undefined ? later.backfills : [])],
    lastListed: later.lastListed ?? earlier.lastListed,
    openItems: [...open.values()],
    lastVerifiedLimit: Number.isFinite(limit) ? limit : undefined,
    pendingLogFiles: [...earlier.pendingLogFiles, ...later.pendingLogFiles],
    logFilesBefore: earlier.lastVerifiedLimit === undefined ? later.logFilesBefore : earlier.logFilesBefore,
    ...(later.ended !== undefined && { ended: later.ended }),
    ...(later.soughtEnd !== undefined && { soughtEnd: later.soughtEnd }),
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const tally = (x: Tally, y: Tally): Tally => ({
    valid: x.valid + y.valid,
    invalid: x.invalid + y.invalid,
    unverified: x.unverified + y.unverified,
  });
  return {
    digests: tally(a.digests, b.digests),
    backfillDigests: tally(a.backfillDigests, b.backfillDigests),
    logFiles: tally(a.logFiles, b.logFiles),
    pendingLogFiles: a.pendingLogFiles + b.pendingLogFiles,
    expired: a.expired + b.expired,
    otherTrails: a.otherTrails + b.otherTrails,
  };
}

/** Times of the window that no shard is about: a child that failed, or a run that was stopped. */
function holesOf(results: readonly ChainResult[], request: ValidationRequest): Finding[] {
  const [{ accountId, region }] = results;
  const holes: TimeRange[] = [];
  let reached = Math.max(
    request.window.start,
    resumesAt(findChain(request.checkpoints, results[0]), request) ?? -Infinity,
  );
  for (const { shard } of results) {
    if (shard.start > reached) holes.push({ start: reached, end: shard.start });
    reached = Math.max(reached, shard.end);
  }
  if (reached < request.window.end) holes.push({ start: reached, end: request.window.end });
  return holes.map((range) => ({ code: 'not-validated', severity: 'INCOMPLETE', accountId, region, range }));
}

/** Digests that are due after the last one that is there. */
function staleness(result: ChainResult, request: ValidationRequest): Finding[] {
  const { accountId, region, lastListed, ended } = result;
  const { window, now, grace = GRACE, retentionStart = -Infinity } = request;
  // A later shard, or the rest after a stop, says whether the chain goes on.
  if (result.shard.end < window.end || ended !== undefined) return [];
  const expected = findChain(request.expected, result);
  const head = lastVerifiedEnd(findChain(request.checkpoints, result));
  const known = lastListed === undefined ? head : Math.max(lastListed, head ?? lastListed);
  const dueEnd = Math.min(window.end, now - HOUR - grace, dueUntil(expected, known));
  if (known === undefined) {
    const start = Math.max(window.start, retentionStart, expected?.since ?? expected?.firstBy ?? -Infinity);
    const range = { start, end: dueEnd };
    return range.end - range.start < HOUR
      ? []
      : [{ code: 'no-digests', severity: 'INCOMPLETE', accountId, region, range }];
  }
  const hours = Math.floor((dueEnd - known) / HOUR);
  if (hours < 1) return [];
  const range = { start: known, end: known + hours * HOUR };
  return [{ code: 'chain-stale', severity: 'INCOMPLETE', accountId, region, range, detail: { hours } }];
}

function union(a: TimeRange | undefined, b: TimeRange | undefined): TimeRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
