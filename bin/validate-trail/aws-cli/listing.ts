import { ListingFailed, type Store } from '../../../lambda/core';
import { dateValue } from './digest';
import { toFatal } from './failure';

/** Which digests are meant. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
  readonly homeRegion: string;
  readonly trailName: string;
  readonly organizationId?: string;
  readonly prefix?: string;
  readonly start: number;
  readonly end: number;
}

/** The keys of the digests of one bucket in ascending order. The walk takes them off the end. */
export interface Listing {
  readonly digests: string[];
  readonly backfills: string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BACKFILL = '_backfill.json.gz';

/** Lists the digests whose name has a time from the start of the window to an hour after its end. */
export async function listDigests(store: Store, scope: Scope, bucket: string, end: number): Promise<Listing> {
  const listing: Listing = { digests: [], backfills: [] };
  const [first, last] = [compactTime(scope.start), compactTime(end + HOUR)];
  const pattern = keyPattern(scope);
  const range = { prefix: folder(scope), after: keyAt(scope, scope.start - MINUTE) };
  try {
    for await (const page of store.listObjects(bucket, range)) {
      for (const { key } of page) {
        if (!pattern.test(key)) continue;
        const time = timeText(key);
        if (time > last) return listing;
        if (time >= first) (key.endsWith(BACKFILL) ? listing.backfills : listing.digests).push(key);
      }
    }
  } catch (error) {
    throw error instanceof ListingFailed ? toFatal(error.failure, 'ListObjects') : error;
  }
  return listing;
}

/** The time in a digest's name. */
export function timeOf(key: string): number {
  return dateValue(timeText(key));
}

function timeText(key: string): string {
  return key.endsWith(BACKFILL) ? key.slice(-33, -17) : key.slice(-24, -8);
}

function folder({ prefix, organizationId, accountId, region }: Scope): string {
  const parts = [prefix, 'AWSLogs', organizationId, accountId, 'CloudTrail-Digest', region];
  return parts.filter(Boolean).join('/');
}

function keyAt(scope: Scope, time: number): string {
  const { accountId, region, trailName, homeRegion } = scope;
  const name = `${accountId}_CloudTrail-Digest_${region}_${trailName}_${homeRegion}_${compactTime(time)}.json.gz`;
  return `${folder(scope)}/${new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')}/${name}`;
}

/** As loose as the AWS CLI's: another trail whose name goes on after an underscore matches too. */
function keyPattern(scope: Scope): RegExp {
  const { accountId, region, trailName, homeRegion } = scope;
  const name = `${accountId}_CloudTrail-Digest_${region}_${trailName}_${homeRegion}_`;
  return new RegExp(`^${literal(folder(scope))}/\\d+/\\d+/\\d+/${literal(name)}.+\\.json\\.gz$`);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function compactTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
