import type { BackfillLink, DigestLink, Segment } from '../model/checkpoint';
import type { TimeRange } from '../model/store';
import type { VerifiedDigest } from '../read/verify-digest';

/** Gathers verified digests, in the order of time, into segments that link to one another. */
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
    const before = joined.findIndex(({ last }) => isLinked(last, segment));
    const whole = before < 0 ? segment : { ...joined[before], last: segment.last };
    if (before >= 0) joined.splice(before, 1);
    // It may be what was missing between two others.
    const after = joined.findIndex((other) => isLinked(segment.last, other));
    if (after < 0) joined.push(whole);
    else joined[after] = { ...whole, last: joined[after].last };
  }
  return joined.sort((one, other) => one.last.end - other.last.end);
}

function isLinked(last: DigestLink, { previous }: Pick<Segment, 'previous'>): boolean {
  return previous !== undefined && previous.key === last.key && previous.sha256 === last.sha256;
}
