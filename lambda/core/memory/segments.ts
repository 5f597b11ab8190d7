import { HOUR } from '../format/time';
import type { BackfillLink, DigestLink, Jump, Segment } from '../model/checkpoint';
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
    const own: Segment = { first: link, last: link, previous };
    if (index < 0) this.segments.push(own);
    else this.segments[index] = append(this.segments[index], own);
  }
}

/** Joins the segments of an earlier and a later time. */
export function joinSegments(earlier: readonly Segment[], later: readonly Segment[]): Segment[] {
  const joined = [...earlier];
  for (const segment of later) {
    const before = joined.findIndex(({ last }) => isLinked(last, segment));
    const whole = before < 0 ? segment : append(joined[before], segment);
    if (before >= 0) joined.splice(before, 1);
    // It may be what was missing between two others.
    const after = joined.findIndex((other) => isLinked(segment.last, other));
    if (after < 0) joined.push(whole);
    else joined[after] = append(whole, joined[after]);
  }
  return joined.sort((one, other) => one.last.end - other.last.end);
}

/** Whether a digest of the segment ends at this time. */
export function isInSegment(segment: Segment, end: number): boolean {
  return rowsOf(segment).some(({ from, to }) => end === to || (end >= from && end < to && (end - from) % HOUR === 0));
}

/** The ends of a segment's digests from about a time on. */
export function* endsInSegment(segment: Segment, after: number): Generator<number> {
  for (const { from, to } of rowsOf(segment)) {
    const skipped = Math.max(0, Math.floor((Math.min(after, to) - from) / HOUR));
    for (let end = from + (Number.isFinite(skipped) ? skipped : 0) * HOUR; end < to; end += HOUR) yield end;
    yield to;
  }
}

/** The ends of the digests from one jump to the next: each an hour after the one before. */
function rowsOf({ first, last, jumps = [] }: Segment): readonly Jump[] {
  const starts = [first.end, ...jumps.map(({ to }) => to)];
  const stops = [...jumps.map(({ from }) => from), last.end];
  return starts.map((from, index) => ({ from, to: stops[index] }));
}

function append(earlier: Segment, later: Segment): Segment {
  const [from, to] = [earlier.last.end, later.first.end];
  const between = to - from === HOUR ? [] : [{ from, to }];
  const jumps = [...(earlier.jumps ?? []), ...between, ...(later.jumps ?? [])];
  return { ...earlier, last: later.last, ...(jumps.length > 0 && { jumps }) };
}

function isLinked(last: DigestLink, { previous }: Pick<Segment, 'previous'>): boolean {
  if (previous === undefined || previous.key !== last.key) return false;
  return previous.sha256 === '' ? previous.signature === last.signature : previous.sha256 === last.sha256;
}
