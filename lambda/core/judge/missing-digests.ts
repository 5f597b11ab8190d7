import type { ChainContext } from './chain-context';
import type { Draft } from '../model/new-finding';
import type { DigestName } from '../format/object-keys';
import { isReadFailure } from '../model/store';
import { HOUR } from '../format/time';
import type { VerifiedDigest } from '../read/verify-digest';

/** Names every digest that is missing before a verified one. Only the first name is signed; the others follow from the cadence. */
export async function judgeMissing(
  context: ChainContext,
  successor: VerifiedDigest,
  signed: DigestName,
): Promise<void> {
  const ends = signed.isBackfill ? [signed.end] : await missingEnds(context, signed.end);
  for (const end of ends) {
    const name = { end, isBackfill: signed.isBackfill };
    await tellMissing(context, name, successor.lastModified, end === signed.end ? {} : { computed: true });
  }
}

/** From the first missing one back, hour by hour, until a digest is there that reaches into the hour. */
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
 * Tells that a digest is missing: at once if something shows that it was there, and otherwise once its successor is old
 * enough, since CloudTrail may redeliver in another order. Without a clock of delivery there is nothing to wait for.
 */
export async function tellMissing(
  context: ChainContext,
  { end, isBackfill }: DigestName,
  successorDelivered: number | undefined,
  detail: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const { run, keys, teller } = context;
  if (context.missingTold.has(isBackfill ? -end : end)) return;
  context.missingTold.add(isBackfill ? -end : end);
  const { bucket } = run.request.trail;
  const key = keys.digestKey(end, isBackfill);
  const evidence = wasRemembered(context, end, isBackfill) ? { knownBy: 'memory' } : await historyOf(context, key);
  const isLate = successorDelivered === undefined || run.request.now - successorDelivered >= run.deliveryAllowance;
  const verdict: Pick<Draft, 'code' | 'severity'> =
    evidence !== undefined || isLate
      ? { code: 'digest-missing', severity: 'INVALID' }
      : { code: 'digest-pending', severity: 'INCOMPLETE' };
  const range = { start: end - HOUR, end };
  const backfill: Draft['detail'] = isBackfill ? { isBackfill } : {};
  await teller.tell({ ...verdict, bucket, key, range, detail: { ...detail, ...backfill, ...evidence } }, end);
}

function wasRemembered({ checkpoint }: ChainContext, end: number, isBackfill: boolean): boolean {
  if (checkpoint === undefined) return false;
  return isBackfill
    ? checkpoint.backfills.some((backfill) => backfill.end === end)
    : checkpoint.segments.some(({ first, last }) => first.end <= end && end <= last.end);
}

async function historyOf({ run }: ChainContext, key: string): Promise<Record<string, string | number> | undefined> {
  const { store, limiter, request } = run;
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
