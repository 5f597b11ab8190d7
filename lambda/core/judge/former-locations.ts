import { digestFolder } from '../memory/segments';
import { causeOf } from '../model/cause';
import type { DigestLink } from '../model/checkpoint';
import type { TimeRange } from '../model/store';
import type { ChainContext } from './chain-context';

/** What was verified where the trail delivered before, and where nothing is looked for any more: once for each place. */
export async function recordUndeclared(
  { recorder, chain }: ChainContext,
  digests: readonly Pick<DigestLink, 'bucket' | 'key' | 'start' | 'end'>[],
): Promise<void> {
  const places = new Map<string, { readonly bucket: string; readonly key: string; readonly range: TimeRange }>();
  for (const { bucket, key, start, end } of digests) {
    const folder = `${digestFolder(key)}${chain.region}/`;
    const { range } = places.get(`${bucket}/${folder}`) ?? { range: { start, end } };
    const whole = { start: Math.min(range.start, start), end: Math.max(range.end, end) };
    places.set(`${bucket}/${folder}`, { bucket, key: folder, range: whole });
  }
  for (const place of places.values()) {
    await recorder.record({ code: 'former-location-undeclared', severity: 'INCOMPLETE', ...place });
  }
}

/** Former locations whose digests can't be listed. What the trail's own bucket holds is verified all the same. */
export async function recordUnlisted(context: ChainContext): Promise<void> {
  for (const [location, { failure }] of context.list.failed) {
    if (context.reportedLocations.has(location)) continue;
    context.reportedLocations.add(location);
    const { bucket, keys } = location;
    const about = { bucket, key: keys.digestPrefix, detail: causeOf(failure) };
    await context.recorder.record({ code: 'listing-failed', severity: 'INCOMPLETE', ...about });
  }
}
