import type { ChainContext } from './chain-context';
import type { Segment } from '../model/checkpoint';
import { tellMissing } from './missing-digests';
import { HOUR } from '../format/time';
import type { VerifiedDigest } from '../read/verify-digest';

/** Every digest that the memory knows of and that should be listed in this time must still be there. */
export async function judgeRemembered(context: ChainContext, from: number, to: number): Promise<void> {
  const { checkpoint, list, run } = context;
  if (checkpoint === undefined) return;
  const isAskedFor = (end: number) => end > Math.max(from, run.retentionStart) && end <= to;
  for (const segment of checkpoint.segments) {
    for (const end of endsOf(segment, Math.max(from, run.retentionStart))) {
      const isThere = list.has(end);
      if (isAskedFor(end) && !isThere) await tellMissing(context, { end, isBackfill: false }, undefined, {});
    }
  }
  const listed = new Set(list.backfills.map(({ key }) => key));
  for (const { key, end } of checkpoint.backfills) {
    if (isAskedFor(end) && !listed.has(key)) await tellMissing(context, { end, isBackfill: true }, undefined, {});
  }
}

/** A digest whose hash is remembered must be the very document that it was. */
export async function compareRemembered(
  context: ChainContext,
  { bucket, key, end, sha256, previous }: VerifiedDigest,
): Promise<void> {
  const { checkpoint, teller } = context;
  const links = [
    ...(checkpoint?.segments.flatMap(({ first, last }) => [first, last]) ?? []),
    ...(checkpoint?.backfills ?? []),
  ];
  const remembered = links.find((link) => link.key === key);
  if (remembered === undefined) return;
  if (remembered.sha256 === sha256) {
    if (previous === undefined) context.verify('link', { bucket, key });
    return;
  }
  await teller.tell({ code: 'chain-broken', severity: 'INVALID', bucket, key, detail: { knownBy: 'memory' } }, end);
}

/** Whether this end is one of the segment's: on its cadence, or its last. */
export function isInSegment({ first, last }: Segment, end: number): boolean {
  if (end === last.end) return true;
  return end >= first.end && end < last.end && (end - first.end) % HOUR === 0;
}

function* endsOf({ first, last }: Segment, after: number): Generator<number> {
  const skipped = Math.max(0, Math.floor((after - first.end) / HOUR));
  for (let end = first.end + (Number.isFinite(skipped) ? skipped : 0) * HOUR; end < last.end; end += HOUR) yield end;
  yield last.end;
}
