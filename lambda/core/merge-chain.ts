import { dueEnd } from './format/due';
import { HOUR } from './format/time';
import { dueUntil, lastVerifiedEnd, resumesAt } from './memory/last-verified';
import { OpenList } from './memory/open-list';
import { PendingRoom } from './memory/pending-list';
import { joinSegments } from './memory/segments';
import { AFTER_ALL } from './memory/shard-range';
import { acknowledgementsOf } from './model/acknowledgement';
import { findingName, type Finding } from './model/finding';
import type { ValidationRequest } from './model/request';
import { addSealed, type ChainResult, type Counts, type Tally } from './model/result';
import { worstVerdict } from './model/severity';
import type { TimeRange } from './model/store';
import { findChain } from './model/trail';

export interface MergedChain {
  readonly result: ChainResult;
  /** What only the whole shows; the findings of the shards are not repeated. */
  readonly findings: readonly Finding[];
}

/** Joins the shards of one chain, in any order, and finds what is missing of the window. Pure. */
export function mergeChain(shards: readonly ChainResult[], request: ValidationRequest): MergedChain {
  const results = [...shards].sort((a, b) => a.shard.start - b.shard.start || a.shard.end - b.shard.end);
  const joined = joinParts(results, request);
  const found = [
    ...notValidated(results, request),
    ...staleness(joined, request),
    ...endOfEarlier(results, joined, request),
  ];
  const acknowledgements = found.length === 0 ? undefined : acknowledgementsOf(request);
  const findings = found.map((finding) => acknowledgements?.apply(finding) ?? finding);
  const verdict = worstVerdict(joined.verdict, ...new Set(findings.map(({ severity }) => severity)));
  return { result: { ...joined, verdict }, findings };
}

/** The part of the window whose digests are due, and the rest. */
export function dueOf(request: ValidationRequest): { due: TimeRange; pending?: TimeRange } {
  const { window } = request;
  const end = Math.max(window.start, dueEnd(request));
  const due = { start: window.start, end };
  return end < window.end ? { due, pending: { start: end, end: window.end } } : { due };
}

/**
 * Joins the parts of one chain, the earliest first. Each part has found no more than a checkpoint has room for, and all of
 * them together may have: from the first part on that does not fit, nothing counts as verified, so that the next run finds
 * it again.
 */
export function joinParts(parts: readonly ChainResult[], request: ValidationRequest): ChainResult {
  if (parts.length === 1) return parts[0];
  const checkpoint = findChain(request.checkpoints, parts[0]);
  const stored = new Map(checkpoint?.openItems.map((item) => [findingName(item.finding), item]));
  const acknowledgements = acknowledgementsOf(request);
  const open = new OpenList(stored, (item) => acknowledgements.coverItem(item));
  const pending = new PendingRoom(checkpoint?.pendingLogFiles ?? []);
  let logFilesBefore = checkpoint?.logFilesAfter ?? AFTER_ALL;
  const fitting = parts.map((part): ChainResult => {
    const openItems = part.openItems.filter((item) => open.add(findingName(item.finding), item));
    const pendingLogFiles = part.pendingLogFiles.filter((file) => pending.add(file));
    const isWhole =
      openItems.length === part.openItems.length && pendingLogFiles.length === part.pendingLogFiles.length;
    if (isWhole) {
      ({ logFilesBefore } = part);
      return part;
    }
    const lastVerifiedLimit = Math.min(part.lastVerifiedLimit ?? Infinity, part.shard.start + 1);
    const nothing = { segments: [], backfills: [] };
    return { ...part, ...nothing, openItems, pendingLogFiles, lastVerifiedLimit, logFilesBefore };
  });
  return fitting.reduce(joinResults);
}

/** Joins two parts of one chain, the earlier one first. */
function joinResults(earlier: ChainResult, later: ChainResult): ChainResult {
  const open = new Map([...earlier.openItems, ...later.openItems].map((item) => [findingName(item.finding), item]));
  const sealed = addSealed(earlier.sealed, later.sealed);
  const limit = Math.min(earlier.lastVerifiedLimit ?? Infinity, later.lastVerifiedLimit ?? Infinity);
  return {
    accountId: earlier.accountId,
    region: earlier.region,
    shard: { start: earlier.shard.start, end: Math.max(earlier.shard.end, later.shard.end) },
    verdict: worstVerdict(earlier.verdict, later.verdict),
    counts: addCounts(earlier.counts, later.counts),
    covered: union(earlier.covered, later.covered),
    // What ends after the limit of the last verified digest is not stored.
    segments:
      earlier.lastVerifiedLimit === undefined ? joinSegments(earlier.segments, later.segments) : earlier.segments,
    backfills: [...earlier.backfills, ...(earlier.lastVerifiedLimit === undefined ? later.backfills : [])],
    lastListed: later.lastListed ?? earlier.lastListed,
    firstLogFile: earlier.firstLogFile ?? later.firstLogFile,
    openItems: [...open.values()],
    lastVerifiedLimit: Number.isFinite(limit) ? limit : undefined,
    pendingLogFiles: [...earlier.pendingLogFiles, ...later.pendingLogFiles],
    logFilesBefore: earlier.lastVerifiedLimit === undefined ? later.logFilesBefore : earlier.logFilesBefore,
    ...endOf(earlier, later),
    ...(sealed !== undefined && { sealed }),
  };
}

/** A shard without digests does not know what ended the chain; the one before it may. */
function endOf(earlier: ChainResult, later: ChainResult): Pick<ChainResult, 'chainEnd' | 'endSearchedTo'> {
  const isOfLater = later.lastListed !== undefined || later.chainEnd !== undefined || later.endSearchedTo !== undefined;
  const { chainEnd, endSearchedTo } = isOfLater ? later : earlier;
  return { ...(chainEnd !== undefined && { chainEnd }), ...(endSearchedTo !== undefined && { endSearchedTo }) };
}

/** The shard that reaches to the end of the window has recorded the end of its own digests. */
function endOfEarlier(
  results: readonly ChainResult[],
  { accountId, region, chainEnd }: ChainResult,
  { checkpoints }: ValidationRequest,
): Finding[] {
  const isRecorded = results[results.length - 1].chainEnd !== undefined;
  const known = findChain(checkpoints, { accountId, region })?.chainEnd;
  if (chainEnd === undefined || isRecorded || chainEnd.at === known?.at) return [];
  const { at: eventTime, eventName, who } = chainEnd;
  return [{ code: 'chain-ended', severity: 'NOTICE', detail: { eventName, eventTime, who }, accountId, region }];
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

/** Times of the window that no result is about: a shard that failed, or a run that was stopped. */
function notValidated(results: readonly ChainResult[], request: ValidationRequest): Finding[] {
  const [{ accountId, region }] = results;
  const gaps: TimeRange[] = [];
  let reached = Math.max(
    request.window.start,
    resumesAt(findChain(request.checkpoints, results[0]), request) ?? -Infinity,
  );
  for (const { shard } of results) {
    // A shard that was not begun is a part of the time that was not validated.
    if (shard.start === shard.end) continue;
    if (shard.start > reached) gaps.push({ start: reached, end: shard.start });
    reached = Math.max(reached, shard.end);
  }
  if (reached < request.window.end) gaps.push({ start: reached, end: request.window.end });
  return gaps.map((range) => ({ code: 'not-validated', severity: 'INCOMPLETE', accountId, region, range }));
}

/** Digests that are due after the last one that exists. */
function staleness(result: ChainResult, request: ValidationRequest): Finding[] {
  const { lastListed, chainEnd } = result;
  // A later shard, or the rest after a stop, shows whether the chain goes on.
  if (result.shard.end < request.window.end || chainEnd !== undefined) return [];
  const lastVerified = lastVerifiedEnd(findChain(request.checkpoints, result));
  const last = lastListed === undefined ? lastVerified : Math.max(lastListed, lastVerified ?? lastListed);
  return last === undefined ? noDigests(result, request) : staleSince(last, result, request);
}

function noDigests({ accountId, region, firstLogFile }: ChainResult, request: ValidationRequest): Finding[] {
  const { window, retentionStart = -Infinity } = request;
  const expected = findChain(request.expected, { accountId, region });
  // The log files of a new account, Region or trail come before its first digest.
  const first = [expected?.firstBy, firstLogFile].filter((time) => time !== undefined);
  const since = expected?.since ?? (first.length === 0 ? -Infinity : Math.min(...first));
  const start = Math.max(window.start, retentionStart, since);
  const range = { start, end: Math.min(dueEnd(request), dueUntil(expected, undefined)) };
  if (range.end - range.start < HOUR) return [];
  return [{ code: 'no-digests', severity: 'INCOMPLETE', accountId, region, range }];
}

function staleSince(last: number, { accountId, region }: ChainResult, request: ValidationRequest): Finding[] {
  const expected = findChain(request.expected, { accountId, region });
  const hours = Math.floor((Math.min(dueEnd(request), dueUntil(expected, last)) - last) / HOUR);
  if (hours < 1) return [];
  const range = { start: last, end: last + hours * HOUR };
  return [{ code: 'chain-stale', severity: 'INCOMPLETE', accountId, region, range, detail: { hours } }];
}

function union(a: TimeRange | undefined, b: TimeRange | undefined): TimeRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
