import type { DigestName } from '../format/object-keys';
import { HOUR } from '../format/time';
import type { FindingDetail } from '../model/finding-catalogue';
import type { NewFinding } from '../model/finding';
import { isReadFailure } from '../model/store';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';

/** Records every digest that is missing before a verified one. Only the first name is signed; the others follow from the cadence. */
export async function judgeMissing(
  context: ChainContext,
  successor: VerifiedDigest,
  signed: DigestName,
): Promise<void> {
  const ends = signed.isBackfill ? [signed.end] : await missingEnds(context, signed.end);
  for (const end of ends) {
    const name = { end, isBackfill: signed.isBackfill };
    await recordMissing(context, name, successor.lastModified, end === signed.end ? {} : { computed: true });
  }
}

/** From the first missing one back, hour by hour, until a digest exists that reaches into the hour. */
async function missingEnds({ list, floor }: ChainContext, first: number): Promise<number[]> {
  const before = await list.lastBefore(first);
  const ends: number[] = [];
  for (let end = first; end > floor && !list.has(end); end -= HOUR) {
    ends.push(end);
    if (before !== undefined && before.end > end - HOUR) break;
  }
  return ends;
}

/**
 * Records that a digest is missing: as tampering at once if something shows that it was there, and otherwise once its
 * successor is old enough, since CloudTrail may redeliver in another order. A folder has no times of delivery, so there is
 * nothing to wait for.
 */
export async function recordMissing(
  context: ChainContext,
  { end, isBackfill }: DigestName,
  successorDelivered: number | undefined,
  detail: FindingDetail,
): Promise<void> {
  const { session, keys, recorder } = context;
  const name = isBackfill ? -end : end;
  if (context.recordedMissing.has(name)) return;
  context.recordedMissing.add(name);
  const { bucket } = session.request.trail;
  const key = keys.digestKey(end, isBackfill);
  const evidence = isStored(context, end, isBackfill) ? { knownBy: 'checkpoint' } : await historyOf(context, key);
  const { now } = session.request;
  const isLate = successorDelivered === undefined || now - successorDelivered >= session.deliveryAllowance;
  const judgement: Pick<NewFinding, 'code' | 'severity'> =
    evidence !== undefined || isLate
      ? { code: 'digest-missing', severity: 'INVALID' }
      : { code: 'digest-pending', severity: 'INCOMPLETE' };
  const range = { start: end - HOUR, end };
  const backfill: FindingDetail = isBackfill ? { isBackfill } : {};
  await recorder.record({ ...judgement, bucket, key, range, detail: { ...detail, ...backfill, ...evidence } }, end);
}

function isStored({ checkpoint }: ChainContext, end: number, isBackfill: boolean): boolean {
  if (checkpoint === undefined) return false;
  return isBackfill
    ? checkpoint.backfills.some((backfill) => backfill.end === end)
    : checkpoint.segments.some(({ first, last }) => first.end <= end && end <= last.end);
}

async function historyOf({ session }: ChainContext, key: string): Promise<Record<string, string | number> | undefined> {
  const { store, limiter, request } = session;
  if (store.readHistory === undefined) return undefined;
  try {
    const history = await limiter.run(async () => store.readHistory?.(request.trail.bucket, key) ?? []);
    const [newest] = isReadFailure(history) ? [] : history;
    if (newest === undefined) return undefined;
    return newest.isDeleteMarker
      ? { knownBy: 'delete marker', deletedAt: newest.lastModified }
      : { knownBy: 'older version', versionId: newest.versionId };
  } catch {
    return undefined;
  }
}
