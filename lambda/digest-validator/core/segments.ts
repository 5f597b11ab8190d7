import type { BackfillLink, DigestLink, Segment } from './checkpoint';
import type { TimeRange } from './store';
import type { VerifiedDigest } from './verify-digest';

/** Gathers proven digests, in the order of time, into segments that link to one another. */
export class SegmentLine {
  public readonly segments: Segment[] = [];
  public readonly backfills: BackfillLink[] = [];
  public covered: TimeRange | undefined;

  public add(digest: VerifiedDigest, isRemembered: boolean): void {
    const { bucket, key, start, end, sha256, signature, previous } = digest;
    const link: DigestLink = { bucket, key, start, end, sha256, signature };
    if (digest.isBackfill) {
      if (isRemembered) this.backfills.push(link);
      return;
    }
    const from = previous === undefined ? end : start;
    this.covered = { start: Math.min(from, this.covered?.start ?? from), end: Math.max(end, this.covered?.end ?? end) };
    if (!isRemembered) return;
    const index = this.segments.findIndex((segment) => isLinked(segment.last, { previous }));
    if (index < 0) this.segments.push({ first: link, last: link, previous });
    else this.segments[index] = { ...this.segments[index], last: link };
  }
}

/** Joins lines of segments of earlier and later times. */
export function joinSegments(earlier: readonly Segment[], later: readonly Segment[]): Segment[] {
  const joined = [...earlier];
  for (const segment of later) {
    const index = joined.findIndex(({ last }) => isLinked(last, segment));
    if (index < 0) joined.push(segment);
    else joined[index] = { ...joined[index], last: segment.last };
  }
  return joined;
}

function isLinked(last: DigestLink, { previous }: Pick<Segment, 'previous'>): boolean {
  return previous !== undefined && previous.key === last.key && previous.sha256 === last.sha256;
}
