import type { Checkpoint } from './checkpoint';
import { findChain } from './find-chain';
import type { Finding } from './finding';
import { ChainKeys } from './keys';
import type { ValidationRequest } from './request';
import type { ChainResult } from './result';
import { joinSegments } from './segments';
import { MINUTE } from './time';

/** What the next run must remember, once this one's result is stored. Pure. */
export function nextCheckpoint(
  result: ChainResult,
  previous: Checkpoint | undefined,
  request: ValidationRequest,
): Checkpoint {
  const { accountId, region, openItems } = result;
  const oldest = request.retentionStart ?? -Infinity;
  const segments = joinSegments(previous?.segments ?? [], result.segments.filter(isNewTo(previous)));
  const backfills = new Map([...(previous?.backfills ?? []), ...result.backfills].map((link) => [link.key, link]));
  const head = Math.max(...segments.map(({ last }) => last.end));
  // What comes after the minute of the head is listed again by the next run.
  const bound = Number.isFinite(head) ? new ChainKeys(request.trail, result).logFileKeyBound(head + MINUTE) : '';
  return {
    accountId,
    region,
    segments: segments.filter(({ last }) => last.end > oldest),
    backfills: [...backfills.values()].filter(({ end }) => end > oldest),
    openItems,
    pendingLogFiles: result.pendingLogFiles.filter(({ key }) => key < bound),
  };
}

/** A sweep proves again what is remembered already. */
function isNewTo(previous: Checkpoint | undefined): (segment: Checkpoint['segments'][number]) => boolean {
  const head = Math.max(...(previous?.segments.map(({ last }) => last.end) ?? [-Infinity]));
  return ({ last }) => last.end > head;
}

/**
 * Compares the memory with the newest evidence, which is locked: it must be equal to it or ahead of it.
 * An empty memory is a first run only while there is no evidence either. Pure.
 */
export function judgeMemory(memory: readonly Checkpoint[], evidence: readonly Checkpoint[]): Finding[] {
  return evidence.flatMap((proven): Finding[] => {
    const { accountId, region } = proven;
    const remembered = findChain(memory, proven);
    const isKept = remembered !== undefined && holdsAll(remembered, proven);
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
