import { DAY, HOUR } from '../format/time';
import type { Checkpoint } from '../model/checkpoint';
import { ListingFailed } from '../model/store';
import type { ChainLocation } from '../read/chain-locations';
import { checkDigest } from '../read/check-digest';
import type { ListedDigest } from '../read/digest-list';
import type { ChainContext } from './chain-context';
import { recordDigest } from './record-digest';

/** CloudTrail delivers a log file within this time, also the late ones that a backfill digest lists. */
const LATEST_DELIVERY = 26 * HOUR;

/** Whether a digest was written since the list of digests was last looked at: it may not be what was verified. */
export function isRewritten(checkpoint: Checkpoint | undefined, { lastModified }: ListedDigest): boolean {
  const listedAt = checkpoint?.listedAt;
  return listedAt !== undefined && lastModified !== undefined && lastModified > listedAt;
}

/**
 * Reads again what was written long after its time, of one day that the caller has chosen. Its names are listed, which
 * is cheap; whoever changes a log file changes its time, and does not know which day is looked at before the next sweep.
 */
export async function verifyRewrittenLogFiles(context: ChainContext, day: number): Promise<void> {
  const { session, list } = context;
  const hours = await rewrittenHours(context, day);
  if (hours.length === 0) return;
  await list.load(day, day + DAY + 2 * HOUR);
  for (const listed of [...list.normal, ...list.backfills]) {
    const isAbout = hours.some((time) => listed.end >= time && listed.end < time + 2 * HOUR);
    if (!isAbout || session.isStopped) continue;
    const checked = await checkDigest(context, listed);
    if (!checked.isStopped) await recordDigest(context, checked);
  }
}

async function rewrittenHours(context: ChainContext, day: number): Promise<number[]> {
  const { locations, list } = context;
  const hours = new Set<number>();
  for (const location of locations.within(day, day + DAY).filter((one) => !list.failed.has(one))) {
    try {
      for await (const hour of rewrittenIn(context, location, day)) hours.add(hour);
    } catch (error) {
      // Where a former bucket is out of reach, the day is sampled in the trail's own all the same.
      if (!(error instanceof ListingFailed) || location === locations.current) throw error;
      list.failed.set(location, error);
    }
  }
  return [...hours];
}

async function* rewrittenIn({ session }: ChainContext, { bucket, keys }: ChainLocation, day: number) {
  const range = {
    prefix: keys.logFilePrefix,
    after: keys.logFileKeyBound(day),
    before: keys.logFileKeyBound(day + DAY),
  };
  for await (const page of session.list(bucket, range)) {
    for (const { key, lastModified } of page) {
      const named = keys.parseLogFileTime(key);
      if (named === undefined || lastModified === undefined || lastModified < named + LATEST_DELIVERY) continue;
      yield Math.floor(named / HOUR) * HOUR;
    }
  }
}
