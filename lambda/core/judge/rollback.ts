import type { Checkpoint } from '../model/checkpoint';
import type { Finding } from '../model/finding';
import { findChain } from '../model/trail';

/**
 * Compares the stored checkpoints with those of the newest evidence, which is locked: they must be equal to them or
 * newer. No stored checkpoints at all are a first run only while there is no evidence either. Pure.
 */
export function judgeRollback(stored: readonly Checkpoint[], evidence: readonly Checkpoint[]): Finding[] {
  return evidence.flatMap((checkpoint): Finding[] => {
    const { accountId, region } = checkpoint;
    const own = findChain(stored, checkpoint);
    const isNoOlder = own !== undefined && holdsAll(own, checkpoint);
    return isNoOlder ? [] : [{ code: 'checkpoint-rolled-back', severity: 'INVALID', accountId, region }];
  });
}

function holdsAll(stored: Checkpoint, evidence: Checkpoint): boolean {
  const segments = evidence.segments.every(({ first, last }) =>
    stored.segments.some(
      (other) =>
        other.first.key === first.key &&
        other.first.sha256 === first.sha256 &&
        (other.last.end > last.end || (other.last.key === last.key && other.last.sha256 === last.sha256)),
    ),
  );
  const backfills = evidence.backfills.every(({ key, sha256 }) =>
    stored.backfills.some((other) => other.key === key && other.sha256 === sha256),
  );
  return segments && backfills;
}
