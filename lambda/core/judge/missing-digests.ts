import type { DigestName } from '../format/object-keys';
import { HOUR } from '../format/time';
import type { FindingDetail } from '../model/finding-catalogue';
import { isInSegment } from '../memory/segments';
import type { NewFinding } from '../model/finding';
import type { Severity } from '../model/severity';
import { isReadFailure } from '../model/store';
import type { ChainContext } from './chain-context';
import { digestKind, reportObject } from './object-events';

/** A digest that is not there, by its end and by where it has to be. */
export interface MissingDigest extends DigestName {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Records a digest that a verified successor names and that is missing. Once that is tampering, so are the hours before it,
 * as far as something shows that the chain existed then: their names follow from the cadence. A chain of which nothing else
 * is known begins where its first digest says, so before that one nothing is due.
 */
export async function judgeMissing(
  context: ChainContext,
  signed: MissingDigest,
  successorDelivered: number | undefined,
): Promise<void> {
  const severity = await recordMissing(context, signed, successorDelivered, {});
  if (severity !== 'INVALID' || signed.isBackfill) return;
  const { keys } = context.locations.ofDigest(signed, signed.end) ?? context.locations.current;
  for (const end of await computedEnds(context, signed.end)) {
    const missing = { bucket: signed.bucket, key: keys.digestKey(end), end, isBackfill: false };
    await recordMissing(context, missing, successorDelivered, { computed: true });
  }
}

/** From the missing one back, hour by hour, until a digest exists that reaches about into the hour. */
async function computedEnds({ list, floor, checkpoint, expected }: ChainContext, missing: number): Promise<number[]> {
  const listed = await list.lastBefore(missing);
  const stored = checkpoint?.segments.map(({ last }) => last.end).filter((end) => end < missing) ?? [];
  const known = Math.max(listed?.end ?? -Infinity, expected?.since ?? -Infinity, ...stored);
  if (known === -Infinity) return [];
  const before = Math.max(known, floor);
  const reach = before === listed?.end ? HOUR / 2 : 0;
  const ends: number[] = [];
  for (let end = missing - HOUR; end > before + reach && !list.has(end); end -= HOUR) ends.push(end);
  return ends;
}

/** Whether the link of the next digest shows that none ended at this time, so that the cadence was another one. */
export async function isRuledOut(context: ChainContext, end: number): Promise<boolean> {
  const { list, keys, session } = context;
  await list.load(end, session.request.window.end);
  const next = list.normal.find((listed) => listed.end > end);
  const verified = next && (await context.verdictOf(next)).verified;
  if (verified === undefined) return false;
  const { previous } = verified;
  return previous === undefined || (keys.parseDigestKeyAnywhere(previous.key)?.end ?? Infinity) < end;
}

/**
 * Records that a digest is missing: as tampering at once if something shows that it was there, and otherwise once its
 * successor is old enough, since CloudTrail may redeliver in another order. A folder has no times of delivery, so there is
 * nothing to wait for. Returns the severity before any acknowledgement.
 */
export async function recordMissing(
  context: ChainContext,
  { bucket, key, end, isBackfill }: MissingDigest,
  successorDelivered: number | undefined,
  detail: FindingDetail,
): Promise<Severity> {
  const { session, recorder } = context;
  const name = isBackfill ? -end : end;
  const recorded = context.recordedMissing.get(name);
  if (recorded !== undefined) return recorded;
  const evidence = isStored(context, end, isBackfill)
    ? { knownBy: 'checkpoint' }
    : await historyOf(context, bucket, key);
  const { now } = session.request;
  const isLate = successorDelivered === undefined || now - successorDelivered >= session.deliveryAllowance;
  const judgement: Pick<NewFinding, 'code' | 'severity'> =
    evidence !== undefined || isLate
      ? { code: 'digest-missing', severity: 'INVALID' }
      : { code: 'digest-pending', severity: 'INCOMPLETE' };
  context.recordedMissing.set(name, judgement.severity);
  const range = { start: end - HOUR, end };
  const backfill: FindingDetail = isBackfill ? { isBackfill } : {};
  await recorder.record({ ...judgement, bucket, key, range, detail: { ...detail, ...backfill, ...evidence } }, end);
  await reportObject(context, { bucket, key, kind: digestKind({ isBackfill }), digestEnd: end }, [judgement]);
  return judgement.severity;
}

function isStored({ checkpoint }: ChainContext, end: number, isBackfill: boolean): boolean {
  if (checkpoint === undefined) return false;
  return isBackfill
    ? checkpoint.backfills.some((backfill) => backfill.end === end)
    : checkpoint.segments.some((segment) => isInSegment(segment, end));
}

async function historyOf(
  { session: { store, limiter } }: ChainContext,
  bucket: string,
  key: string,
): Promise<Record<string, string | number> | undefined> {
  if (store.readHistory === undefined) return undefined;
  try {
    const history = await limiter.run(async () => store.readHistory?.(bucket, key) ?? []);
    const [newest] = isReadFailure(history) ? [] : history;
    if (newest === undefined) return undefined;
    return newest.isDeleteMarker
      ? { knownBy: 'delete marker', deletedAt: newest.lastModified }
      : { knownBy: 'older version', versionId: newest.versionId };
  } catch {
    return undefined;
  }
}
