import { HOUR } from '../format/time';
import type { BackfillLink, DigestLink, Jump, Segment } from '../model/checkpoint';
import type { TimeRange } from '../model/store';
import type { VerifiedDigest } from '../read/verified-digest';

const DIGEST_FOLDER = '/CloudTrail-Digest/';

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
    const own: Segment = { first: link, last: link, previous };
    const index = this.segments.findIndex((segment) => goesOn(segment, own));
    if (index < 0) this.segments.push(own);
    else this.segments[index] = append(this.segments[index], own);
  }
}

/** Joins the segments of an earlier and a later time. */
export function joinSegments(earlier: readonly Segment[], later: readonly Segment[]): Segment[] {
  const joined = [...earlier];
  for (const segment of later) {
    const before = joined.findIndex((other) => goesOn(other, segment));
    const whole = before < 0 ? segment : append(joined[before], segment);
    if (before >= 0) joined.splice(before, 1);
    // It may be what was missing between two others.
    const after = joined.findIndex((other) => goesOn(segment, other));
    if (after < 0) joined.push(whole);
    else joined[after] = append(whole, joined[after]);
  }
  return joined.sort((one, other) => one.last.end - other.last.end);
}

/** Whether a digest of the segment has this end, and is in its bucket below its prefix. */
export function holdsDigest(
  segment: Segment,
  digest: { readonly bucket: string; readonly key: string; readonly end: number },
): boolean {
  return isInSegment(segment, digest.end) && isSamePlace(segment.first, digest);
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

/** Whether two digests of one chain are in the same bucket, below the same prefix. */
function isSamePlace(
  one: { readonly bucket: string; readonly key: string },
  other: { readonly bucket: string; readonly key: string },
): boolean {
  return one.bucket === other.bucket && digestFolder(one.key) === digestFolder(other.key);
}

/** The folder of the digests of an account, by the key of one of them. */
export function digestFolder(key: string): string {
  const index = key.lastIndexOf(DIGEST_FOLDER);
  return index < 0 ? '' : key.slice(0, index + DIGEST_FOLDER.length);
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

/** Whether a segment is the rest of an earlier one. One that is in another place is a segment of its own. */
function goesOn({ last }: Segment, { first, previous }: Segment): boolean {
  if (previous === undefined || previous.key !== last.key || !isSamePlace(last, first)) return false;
  return previous.sha256 === '' ? previous.signature === last.signature : previous.sha256 === last.sha256;
}
