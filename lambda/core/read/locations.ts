import { accountsPrefix } from '../format/object-keys';
import { HOUR } from '../format/time';
import type { ValidationRequest } from '../model/request';

/** Where the trail delivers, or delivered before. */
export interface TrailLocation {
  readonly bucket: string;
  readonly keyPrefix?: string;
  /** `[prefix/]AWSLogs/[o-id/]` */
  readonly accountsPrefix: string;
  /** Digests that end after `from` and up to `to` may be there. */
  readonly from: number;
  readonly to: number;
}

/**
 * About the time at which a trail is moved, the digest of an hour may be in the new location and its log files in the
 * former one; and whoever declares the time may take it from the clock on the wall.
 */
const HANDOVER = 2 * HOUR;

/** The locations of a request, the present one first. */
export function locationsOf({ trail, formerLocations = [] }: ValidationRequest): TrailLocation[] {
  const { bucket, keyPrefix } = trail;
  return [
    { bucket, keyPrefix, accountsPrefix: accountsPrefix(trail), from: -Infinity, to: Infinity },
    ...formerLocations
      .filter((former) => former.bucket !== bucket || former.keyPrefix !== keyPrefix)
      .map((former) => ({
        ...{ bucket: former.bucket, keyPrefix: former.keyPrefix },
        accountsPrefix: accountsPrefix({ ...trail, keyPrefix: former.keyPrefix }),
        from: former.since - HANDOVER,
        to: former.until + HANDOVER,
      })),
  ];
}

/** Whether an object that a digest of this end names is in this location. */
export function isWithin(
  location: TrailLocation,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  end: number,
): boolean {
  const isThen = end > location.from && end <= location.to;
  return bucket === location.bucket && key.startsWith(location.accountsPrefix) && isThen;
}
