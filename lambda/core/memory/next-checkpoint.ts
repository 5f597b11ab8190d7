import { ChainKeys } from '../format/object-keys';
import { MINUTE } from '../format/time';
import type { Checkpoint, Segment } from '../model/checkpoint';
import type { ValidationRequest } from '../model/request';
import { addSealed, type ChainResult } from '../model/result';
import { lastVerifiedEnd } from './last-verified';
import { holdsDigest, joinSegments } from './segments';

/** The checkpoint that follows from a run's result: what the next run needs. Pure. */
export function nextCheckpoint(
  result: ChainResult,
  previous: Checkpoint | undefined,
  request: ValidationRequest,
): Checkpoint {
  const { accountId, region, openItems } = result;
  const oldest = request.retentionStart ?? -Infinity;
  const segments = segmentsAfter(result, previous, request);
  const backfills = new Map([...(previous?.backfills ?? []), ...result.backfills].map((link) => [link.key, link]));
  const lastVerified = lastVerifiedEnd({ segments });
  const sweptTo = request.sweep === true ? sweptToAfter(result, request) : previous?.sweptTo;
  const sealed = sealedAfter(result, previous, request);
  // The next run lists again what is named for later than the minute of the last verified digest's end.
  const bound =
    lastVerified === undefined ? '' : new ChainKeys(request.trail, result).logFileKeyBound(lastVerified + MINUTE);
  // A run that was cut short has not searched for the end of the chain.
  const isWhole = request.sweep !== true && result.shard.end >= request.window.end;
  const { chainEnd, endSearchedTo = previous?.endSearchedTo } = isWhole ? result : (previous ?? {});
  const listedAt = isWhole ? request.now : previous?.listedAt;
  // A chain that goes on has not ended.
  const enabledSince = isWhole && result.segments.length > 0 ? undefined : previous?.enabledSince;
  const judgedBefore = result.logFilesBefore;
  const logFilesAfter =
    request.sweep === true ? previous?.logFilesAfter : judgedBefore < bound ? judgedBefore : undefined;
  const expectedSince = segments.length === 0 ? previous?.expectedSince : undefined;
  return {
    accountId,
    region,
    segments: segments.filter(({ last }) => last.end > oldest),
    backfills: [...backfills.values()].filter(({ end }) => end > oldest),
    openItems,
    pendingLogFiles: result.pendingLogFiles,
    ...(sweptTo !== undefined && { sweptTo }),
    ...(sealed !== undefined && { sealed }),
    ...(chainEnd !== undefined && { chainEnd }),
    ...(endSearchedTo !== undefined && { endSearchedTo }),
    ...(logFilesAfter !== undefined && { logFilesAfter }),
    ...(enabledSince !== undefined && { enabledSince }),
    ...(listedAt !== undefined && { listedAt }),
    ...(expectedSince !== undefined && { expectedSince }),
    location: locationOf(request),
    ...(request.retentionStart !== undefined && { retentionStart: request.retentionStart }),
  };
}

function locationOf({ trail: { bucket, keyPrefix } }: ValidationRequest): NonNullable<Checkpoint['location']> {
  return { bucket, ...(keyPrefix !== undefined && { keyPrefix }) };
}

/** A sweep verifies again what is stored already, so it leaves the segments as they are. */
function segmentsAfter(
  { segments }: ChainResult,
  previous: Checkpoint | undefined,
  { sweep }: ValidationRequest,
): readonly Segment[] {
  const stored = previous?.segments ?? [];
  if (sweep === true && stored.length > 0) return stored;
  // A digest before the last verified one that was late, or could not be read, takes its place among the others.
  return joinSegments(
    stored,
    segments.filter(({ last }) => !stored.some((segment) => holdsDigest(segment, last))),
  );
}

/** Where the next sweep goes on: where this one was cut short, or found what does not fit among the open items. */
function sweptToAfter({ shard, lastVerifiedLimit }: ChainResult, { window }: ValidationRequest): number | undefined {
  if (lastVerifiedLimit !== undefined) return Math.min(shard.end, Math.max(shard.start, lastVerifiedLimit - 1));
  return shard.end < window.end ? shard.end : undefined;
}

/** A sweep that goes on where one was cut short adds to what that has compared. */
function sealedAfter(
  { sealed }: ChainResult,
  previous: Checkpoint | undefined,
  { sweep, now }: ValidationRequest,
): Checkpoint['sealed'] {
  if (sweep !== true) return previous?.sealed;
  const before = previous?.sweptTo === undefined ? undefined : previous.sealed;
  if (sealed === undefined) return before;
  return { ...(addSealed(before, sealed) ?? sealed), listedAt: Math.min(before?.listedAt ?? now, now) };
}
