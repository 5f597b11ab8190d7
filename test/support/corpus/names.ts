// The layout of names in a trail's bucket, written apart from the code under test.

export const HOUR = 3_600_000;

export interface Place {
  readonly bucket: string;
  readonly keyPrefix?: string;
  readonly organizationId?: string;
  readonly trailName: string;
  readonly homeRegion: string;
}

/** Where the trail delivered up to the digest of an hour, counted from 1, and the first log file of the hour after it. */
export interface FormerPlace {
  readonly bucket: string;
  readonly keyPrefix?: string;
  readonly throughHour: number;
}

/** `2026-01-31T13:29:23Z`, as digests write times. */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `20260131T132923Z`, as names of digests write times. */
export function compactTime(time: number): string {
  return isoTime(time).replace(/[-:]/g, '');
}

export function accountsPrefix({ keyPrefix, organizationId }: Place): string {
  return [
    ...(keyPrefix === undefined ? [] : [keyPrefix]),
    'AWSLogs',
    ...(organizationId ? [organizationId] : []),
    '',
  ].join('/');
}

function dayPath(time: number): string {
  return isoTime(time).slice(0, 10).replace(/-/g, '/');
}

export function digestKey(place: Place, account: string, region: string, end: number, isBackfill = false): string {
  const name = `${account}_CloudTrail-Digest_${region}_${place.trailName}_${place.homeRegion}_${compactTime(end)}`;
  return `${accountsPrefix(place)}${account}/CloudTrail-Digest/${region}/${dayPath(end)}/${name}${isBackfill ? '_backfill' : ''}.json.gz`;
}

export function logFileKey(place: Place, account: string, region: string, time: number, id: string): string {
  const minute = compactTime(time).replace(/\d\dZ$/, 'Z');
  return `${accountsPrefix(place)}${account}/CloudTrail/${region}/${dayPath(time)}/${account}_CloudTrail_${region}_${minute}_${id}.json.gz`;
}
