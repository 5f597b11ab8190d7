import { HOUR, MINUTE } from '../format/time';
import type { DigestLink, PreviousDigest } from '../model/checkpoint';
import type { ListedDigest } from '../read/digest-list';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';
import { judgeMissing } from './missing-digests';
import { moveWithin } from './chain-calls';
import { judgeStart } from './restart';

/** The clock of one hour's digest may differ a little from that of the next; the link says that they follow each other. */
const DRIFT = MINUTE;

/** Judges how a verified digest links to what lies before it. Only links in verified digests are followed. */
export async function judgeLink(context: ChainContext, digest: VerifiedDigest): Promise<void> {
  const { previous } = digest;
  if (previous !== undefined) await judgePrevious(context, digest, previous);
  else if (!digest.isBackfill) await judgeStart(context, digest);
  if (!digest.isBackfill) context.lastLinked = digest;
}

async function judgePrevious(context: ChainContext, digest: VerifiedDigest, previous: PreviousDigest): Promise<void> {
  const { keys, recorder, floor } = context;
  const about = { severity: 'INCOMPLETE', bucket: digest.bucket, key: digest.key } as const;
  const name = keys.parseDigestKeyAnywhere(previous.key);
  if (name === undefined || name.isBackfill !== digest.isBackfill || name.end >= digest.end) {
    const detail = { fields: 'previousDigestS3Object' };
    await recorder.record({ code: 'unexpected-content', ...about, detail }, digest.end);
    return;
  }
  // What an earlier run has verified needs not be read again, wherever it is.
  const stored = storedLink(context, previous);
  if (stored !== undefined) return compareLink(context, digest, previous, stored);
  const location = locationOf(context, previous, name.end);
  if (location === undefined) {
    const detail = { named: previous.bucket, ...(await moveWithin(context, name.end - HOUR, digest.end)) };
    await recorder.record({ code: 'bucket-not-allowed', ...about, detail }, digest.end);
    return;
  }
  if (name.end <= floor) return;
  const { bucket } = location;
  if (context.lastLinked?.key === previous.key && context.lastLinked.bucket === bucket)
    return compareLink(context, digest, previous, context.lastLinked);
  await judgeListed(context, digest, previous, { ...name, bucket });
}

/** Where the digest before is; undefined where that is neither the trail's location nor a declared former one. */
function locationOf({ session, locations }: ChainContext, previous: PreviousDigest, end: number) {
  const bucket = session.readableBucket(previous, end);
  return bucket === undefined ? undefined : locations.ofDigest({ bucket, key: previous.key }, end);
}

/** The digest before is neither stored nor the one that was judged last: it has to be searched. */
async function judgeListed(
  context: ChainContext,
  digest: VerifiedDigest,
  previous: PreviousDigest,
  { end, isBackfill, bucket }: Pick<ListedDigest, 'end' | 'isBackfill' | 'bucket'>,
): Promise<void> {
  const { list } = context;
  await list.load(end, digest.end);
  const location = context.locations.ofDigest({ bucket, key: previous.key }, end);
  // The former location can't be listed, which is a finding of its own: the next run judges the link again.
  if (location !== undefined && list.failed.has(location)) return context.recorder.limitLastVerified(digest.end);
  const line = isBackfill ? list.backfills : list.normal;
  const listed = line.find((other) => other.key === previous.key && other.bucket === bucket);
  if (listed === undefined) {
    return judgeMissing(context, { bucket, key: previous.key, end, isBackfill }, digest.lastModified);
  }
  const { verified } = await context.verdictOf(listed);
  if (verified !== undefined) await compareLink(context, digest, previous, verified);
  if (!isBackfill) await judgeFork(context, digest, previous, end);
}

/** The links at the ends of the stored segments, and the backfills, need not be read again. */
function storedLink({ checkpoint, session }: ChainContext, previous: PreviousDigest): DigestLink | undefined {
  const ends = checkpoint?.segments.flatMap(({ first, last }) => [last, first]) ?? [];
  return [...ends, ...(checkpoint?.backfills ?? [])].find(
    ({ bucket, key }) => key === previous.key && session.namedBucket(bucket) === previous.bucket,
  );
}

async function compareLink(
  context: ChainContext,
  digest: VerifiedDigest,
  previous: PreviousDigest,
  actual: Pick<VerifiedDigest, 'sha256' | 'signature' | 'end'>,
): Promise<void> {
  const { recorder } = context;
  const about = { bucket: digest.bucket, key: digest.key };
  const isSameContent = previous.sha256 === '' || previous.sha256 === actual.sha256;
  if (!isSameContent || previous.signature !== actual.signature) {
    const detail = { predecessor: previous.key };
    await recorder.record({ code: 'chain-broken', severity: 'INVALID', ...about, detail }, digest.end);
  } else if (!digest.isBackfill && Math.abs(actual.end - digest.start) > DRIFT) {
    const detail = { fields: 'digestStartTime' };
    await recorder.record({ code: 'unexpected-content', severity: 'INCOMPLETE', ...about, detail }, digest.end);
  } else context.markVerified('link', digest);
}

/** Two digests that name the same predecessor. */
async function judgeFork(
  context: ChainContext,
  digest: VerifiedDigest,
  previous: PreviousDigest,
  previousEnd: number,
): Promise<void> {
  for (const between of await context.list.endingWithin(previousEnd, digest.end - 1)) {
    const { verified } = await context.verdictOf(between);
    if (verified?.previous?.key !== previous.key) continue;
    await context.recorder.record(
      {
        code: 'chain-forked',
        severity: 'INCOMPLETE',
        bucket: digest.bucket,
        key: digest.key,
        detail: { other: between.key, predecessor: previous.key },
      },
      digest.end,
    );
  }
}

/** No signature says what comes before a digest that can't be verified: hours without any digest are uncovered. */
export async function judgeUnverified({ list, recorder, floor }: ChainContext, digest: ListedDigest): Promise<void> {
  const expected = digest.end - HOUR;
  if (expected <= floor) return;
  if ((await list.endingWithin(expected - HOUR, expected)).length > 0) return;
  const before = await list.lastBefore(digest.end);
  const range = { start: Math.max(before?.end ?? floor, floor), end: expected };
  await recorder.record({ code: 'chain-uncovered', severity: 'INCOMPLETE', range }, digest.end);
}
