import { endsInSegment } from '../memory/segments';
import type { DigestLink, Segment } from '../model/checkpoint';
import type { ChainLocation } from '../read/chain-locations';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';
import { recordUndeclared } from './former-locations';
import { recordMissing } from './missing-digests';

/** Every digest of the checkpoint that should be listed in this time must still exist. */
export async function judgeStoredDigests(context: ChainContext, from: number, to: number): Promise<void> {
  const { checkpoint, list, session } = context;
  if (checkpoint === undefined) return;
  const floor = Math.max(from, session.retentionStart);
  const elsewhere: DigestLink[] = [];
  const demand = async (location: ChainLocation, end: number, isBackfill: boolean) => {
    const missing = { bucket: location.bucket, key: location.keys.digestKey(end, isBackfill), end, isBackfill };
    if (end <= floor || end > to || list.failed.has(location) || list.holds(missing)) return;
    await recordMissing(context, missing, undefined, {});
  };
  for (const segment of checkpoint.segments) {
    const location = locationOf(context, segment, floor);
    if (location === undefined) elsewhere.push({ ...segment.last, start: segment.first.end });
    else for (const end of endsInSegment(segment, floor)) await demand(location, end, false);
  }
  for (const backfill of checkpoint.backfills) {
    const location = context.locations.ofDigest(backfill, backfill.end);
    if (location === undefined) elsewhere.push({ ...backfill, start: backfill.end });
    else await demand(location, backfill.end, true);
  }
  await recordUndeclared(
    context,
    elsewhere.filter(({ end }) => end > floor && end <= to),
  );
}

/** Where the digests of a segment are that are still kept; undefined where they are in no location of the trail. */
function locationOf({ locations }: ChainContext, { first, last }: Segment, floor: number): ChainLocation | undefined {
  const location = locations.ofDigest(last, last.end);
  return location !== undefined && Math.max(first.end, floor) > location.from ? location : undefined;
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
  const stored = links.find((link) => link.key === key && link.bucket === bucket);
  if (stored === undefined) return;
  if (stored.sha256 === sha256) {
    if (previous === undefined) context.markVerified('link', { bucket, key });
    return;
  }
  const detail = { knownBy: 'checkpoint' };
  await recorder.record({ code: 'chain-broken', severity: 'INVALID', bucket, key, detail }, end);
}
