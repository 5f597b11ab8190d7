import { endsInSegment } from '../memory/segments';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';
import { recordMissing } from './missing-digests';

/** Every digest of the checkpoint that should be listed in this time must still exist. */
export async function judgeStoredDigests(context: ChainContext, from: number, to: number): Promise<void> {
  const { checkpoint, list, session } = context;
  if (checkpoint === undefined) return;
  const floor = Math.max(from, session.retentionStart);
  const isDemanded = (end: number) => end > floor && end <= to;
  for (const segment of checkpoint.segments) {
    for (const end of endsInSegment(segment, floor)) {
      const isListed = list.has(end);
      if (isDemanded(end) && !isListed) await recordMissing(context, { end, isBackfill: false }, undefined, {});
    }
  }
  const listed = new Set(list.backfills.map(({ key }) => key));
  for (const { key, end } of checkpoint.backfills) {
    if (isDemanded(end) && !listed.has(key)) await recordMissing(context, { end, isBackfill: true }, undefined, {});
  }
}

/** A digest whose hash is stored must be the same document as before. */
export async function compareWithStored(
  context: ChainContext,
  { bucket, key, end, sha256, previous }: VerifiedDigest,
): Promise<void> {
  const { checkpoint, recorder } = context;
  const links = [
    ...(checkpoint?.segments.flatMap(({ first, last }) => [first, last]) ?? []),
    ...(checkpoint?.backfills ?? []),
  ];
  const stored = links.find((link) => link.key === key);
  if (stored === undefined) return;
  if (stored.sha256 === sha256) {
    if (previous === undefined) context.markVerified('link', { bucket, key });
    return;
  }
  const detail = { knownBy: 'checkpoint' };
  await recorder.record({ code: 'chain-broken', severity: 'INVALID', bucket, key, detail }, end);
}
