import type { Checkpoint, DigestLink, Segment } from '../model/checkpoint';
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
  const segments = evidence.segments.every((segment) => stored.segments.some((other) => contains(other, segment)));
  const backfills = evidence.backfills.every(({ key, sha256 }) =>
    stored.backfills.some((other) => other.key === key && other.sha256 === sha256),
  );
  return segments && backfills;
}

/** A segment grows at both ends, and joins others where a digest comes late: it is never without what it once held. */
function contains(stored: Segment, { first, last }: Segment): boolean {
  const ends = [stored.first, stored.last];
  const isSame = (link: DigestLink) => ends.every(({ key, sha256 }) => key !== link.key || sha256 === link.sha256);
  return stored.first.end <= first.end && last.end <= stored.last.end && isSame(first) && isSame(last);
}
