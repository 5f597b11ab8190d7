import type { Checkpoint, Segment } from '../model/checkpoint';
import { findChain } from '../model/find-chain';
import type { Finding } from '../model/finding';
import { lastVerifiedEnd } from './last-verified';
import { ChainKeys } from '../format/object-keys';
import { isInSegment } from '../judge/known-digests';
import type { ValidationRequest } from '../model/request';
import type { ChainResult } from '../model/result';
import { joinSegments } from './segments';
import { MINUTE } from '../format/time';

/** What the next run must remember, once this one's result is stored. Pure. */
export function nextCheckpoint(
  result: ChainResult,
  previous: Checkpoint | undefined,
  request: ValidationRequest,
): Checkpoint {
  const { accountId, region, openItems } = result;
  const oldest = request.retentionStart ?? -Infinity;
  const segments = segmentsAfter(result, previous, request);
  const backfills = new Map([...(previous?.backfills ?? []), ...result.backfills].map((link) => [link.key, link]));
  const head = lastVerifiedEnd({ segments });
  const sweptTo = request.sweep === true ? leftOfSweep(result, request) : previous?.sweptTo;
  // What comes after the minute of the head is listed again by the next run.
  const bound = head !== undefined ? new ChainKeys(request.trail, result).logFileKeyBound(head + MINUTE) : '';
  // A run that did not come to the end of the chain knows nothing new of it.
  const isWhole = request.sweep !== true && result.shard.end >= request.window.end;
  const { ended, soughtEnd = previous?.soughtEnd } = isWhole ? result : (previous ?? {});
  const reached = result.logFilesBefore;
  const logFilesAfter = request.sweep === true ? previous?.logFilesAfter : reached < bound ? reached : undefined;
  const expectedSince = segments.length === 0 ? previous?.expectedSince : undefined;
  return {
    accountId,
    region,
    segments: segments.filter(({ last }) => last.end > oldest),
    backfills: [...backfills.values()].filter(({ end }) => end > oldest),
    openItems,
    pendingLogFiles: result.pendingLogFiles.filter(({ key }) => key < bound),
    ...(sweptTo !== undefined && { sweptTo }),
    ...(ended !== undefined && { ended }),
    ...(soughtEnd !== undefined && { soughtEnd }),
    ...(logFilesAfter !== undefined && { logFilesAfter }),
    ...(expectedSince !== undefined && { expectedSince }),
  };
}

/** A sweep verifies again what is remembered already: it moves no head. */
function segmentsAfter(
  { segments }: ChainResult,
  previous: Checkpoint | undefined,
  { sweep }: ValidationRequest,
): readonly Segment[] {
  const known = previous?.segments ?? [];
  if (sweep === true && known.length > 0) return known;
  // A digest behind the head that was late, or could not be read, takes its place among the others.
  return joinSegments(
    known,
    segments.filter(({ last }) => !known.some((segment) => isInSegment(segment, last.end))),
  );
}

/** Where the next sweep has to go on: where this one was cut short, or found what it can't keep open. */
function leftOfSweep({ shard, lastVerifiedLimit }: ChainResult, { window }: ValidationRequest): number | undefined {
  if (lastVerifiedLimit !== undefined) return Math.min(shard.end, Math.max(shard.start, lastVerifiedLimit - 1));
  return shard.end < window.end ? shard.end : undefined;
}

/**
 * Compares the memory with the newest evidence, which is locked: it must be equal to it or ahead of it.
 * An empty memory is a first run only while there is no evidence either. Pure.
 */
export function judgeMemory(memory: readonly Checkpoint[], evidence: readonly Checkpoint[]): Finding[] {
  return evidence.flatMap((verified): Finding[] => {
    const { accountId, region } = verified;
    const remembered = findChain(memory, verified);
    const isKept = remembered !== undefined && holdsAll(remembered, verified);
    return isKept ? [] : [{ code: 'memory-rolled-back', severity: 'INVALID', accountId, region }];
  });
}

function holdsAll(memory: Checkpoint, evidence: Checkpoint): boolean {
  const segments = evidence.segments.every(({ first, last }) =>
    memory.segments.some(
      (other) =>
        other.first.key === first.key &&
        other.first.sha256 === first.sha256 &&
        (other.last.end > last.end || (other.last.key === last.key && other.last.sha256 === last.sha256)),
    ),
  );
  const backfills = evidence.backfills.every(({ key, sha256 }) =>
    memory.backfills.some((other) => other.key === key && other.sha256 === sha256),
  );
  return segments && backfills;
}
