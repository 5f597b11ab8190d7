import type { ChainContext } from './chain-context';
import type { DigestLink, PreviousDigest } from '../model/checkpoint';
import type { ListedDigest } from '../read/digest-list';
import { judgeMissing } from './missing-digests';
import { judgeStart } from './restart';
import { HOUR } from '../format/time';
import type { VerifiedDigest } from '../read/verify-digest';

/** Judges how a verified digest joins what lies before it. Only pointers out of verified digests are followed. */
export async function judgeLink(context: ChainContext, digest: VerifiedDigest): Promise<void> {
  await judgePrevious(context, digest);
  if (!digest.isBackfill) context.lastLinked = digest;
}

async function judgePrevious(context: ChainContext, digest: VerifiedDigest): Promise<void> {
  const { previous } = digest;
  if (previous === undefined) return digest.isBackfill ? undefined : judgeStart(context, digest);
  const { run, keys, list, teller, floor } = context;
  const about = { bucket: digest.bucket, key: digest.key };
  const bucket = run.readableBucket(previous.bucket);
  if (bucket === undefined) {
    const detail = { named: previous.bucket };
    await teller.tell({ code: 'bucket-not-allowed', severity: 'INCOMPLETE', ...about, detail }, digest.end);
    return;
  }
  const name = keys.parseDigestKey(previous.key);
  if (name === undefined || name.isBackfill !== digest.isBackfill || name.end >= digest.end) {
    const detail = { fields: 'previousDigestS3Object' };
    await teller.tell({ code: 'unexpected-content', severity: 'INCOMPLETE', ...about, detail }, digest.end);
    return;
  }
  const remembered = rememberedLink(context, previous.key);
  if (remembered !== undefined) return compareLink(context, digest, previous, remembered);
  if (name.end <= floor) return;
  if (context.lastLinked?.key === previous.key && context.lastLinked.bucket === bucket)
    return compareLink(context, digest, previous, context.lastLinked);

  await list.load(name.end, digest.end);
  const line = digest.isBackfill ? list.backfills : list.normal;
  const listed = line.find((other) => other.key === previous.key && other.bucket === bucket);
  if (listed === undefined) return judgeMissing(context, digest, name);
  const { verified } = await context.verdictOf(listed);
  if (verified !== undefined) await compareLink(context, digest, previous, verified);
  if (!digest.isBackfill) await judgeFork(context, digest, previous, name.end);
}

/** The links at the ends of the remembered segments, and the backfills, need not be read again. */
function rememberedLink({ checkpoint }: ChainContext, key: string): DigestLink | undefined {
  const ends = checkpoint?.segments.flatMap(({ first, last }) => [last, first]) ?? [];
  return [...ends, ...(checkpoint?.backfills ?? [])].find((link) => link.key === key);
}

async function compareLink(
  context: ChainContext,
  digest: VerifiedDigest,
  previous: PreviousDigest,
  actual: Pick<VerifiedDigest, 'sha256' | 'signature' | 'end'>,
): Promise<void> {
  const { teller } = context;
  const about = { bucket: digest.bucket, key: digest.key };
  if (previous.sha256 !== actual.sha256 || previous.signature !== actual.signature) {
    const detail = { predecessor: previous.key };
    await teller.tell({ code: 'chain-broken', severity: 'INVALID', ...about, detail }, digest.end);
  } else if (!digest.isBackfill && actual.end !== digest.start) {
    const detail = { fields: 'digestStartTime' };
    await teller.tell({ code: 'unexpected-content', severity: 'INCOMPLETE', ...about, detail }, digest.end);
  } else context.verify('link', digest);
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
    await context.teller.tell(
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

/** Before a digest that can't be verified nobody signed for anything: hours without any digest are uncovered. */
export async function judgeUnverified({ list, teller, floor }: ChainContext, digest: ListedDigest): Promise<void> {
  const expected = digest.end - HOUR;
  if (expected <= floor) return;
  if ((await list.endingWithin(expected - HOUR, expected)).length > 0) return;
  const before = await list.lastBefore(digest.end);
  const range = { start: Math.max(before?.end ?? floor, floor), end: expected };
  await teller.tell({ code: 'chain-uncovered', severity: 'INCOMPLETE', range }, digest.end);
}
