import { HOUR } from '../format/time';
import type { BackfillLink, DigestLink, Segment } from '../model/checkpoint';
import type { TimeRange } from '../model/store';
import type { VerifiedDigest } from '../read/verified-digest';

/** Collects verified digests, in the order of time, into segments that link to one another. */
export class SegmentLine {
  public readonly segments: Segment[] = [];
  public readonly backfills: BackfillLink[] = [];
  public covered: TimeRange | undefined;

  /** A digest that is not to be stored counts as covered alone. */
  public add(digest: VerifiedDigest, isStored: boolean): void {
    const { bucket, key, start, end, sha256, signature, previous } = digest;
    const link: DigestLink = { bucket, key, start, end, sha256, signature };
    if (digest.isBackfill) {
      if (isStored) this.backfills.push(link);
      return;
    }
    const from = previous === undefined ? end : start;
    this.covered = { start: Math.min(from, this.covered?.start ?? from), end: Math.max(end, this.covered?.end ?? end) };
    if (!isStored) return;
    const index = this.segments.findIndex((segment) => isLinked(segment.last, { previous }));
    if (index < 0) this.segments.push({ first: link, last: link, previous });
    else this.segments[index] = { ...this.segments[index], last: link };
  }
}

/** Joins the segments of an earlier and a later time. */
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

/** Whether a digest of the segment ends at this time: by the hourly cadence, or as its last one. */
export function isInSegment({ first, last }: Segment, end: number): boolean {
  if (end === last.end) return true;
  return end >= first.end && end < last.end && (end - first.end) % HOUR === 0;
}

/** The ends of a segment's digests from about a time on. */
export function* endsInSegment({ first, last }: Segment, after: number): Generator<number> {
  const skipped = Math.max(0, Math.floor((after - first.end) / HOUR));
  for (let end = first.end + (Number.isFinite(skipped) ? skipped : 0) * HOUR; end < last.end; end += HOUR) yield end;
  yield last.end;
}

function isLinked(last: DigestLink, { previous }: Pick<Segment, 'previous'>): boolean {
  return previous !== undefined && previous.key === last.key && previous.sha256 === last.sha256;
}
