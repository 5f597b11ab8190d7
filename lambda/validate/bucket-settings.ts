import type { S3Store } from '../aws/s3/store';
import {
  isReadFailure,
  judgeDefaultLock,
  judgeLifecycle,
  judgeLogKey,
  judgeVersioning,
  whenAll,
  type DefaultLock,
  type Finding,
  type LifecycleRule,
  type ReadFailure,
} from '../core';
import type { RunClients } from './clients';
import type { RunSettings } from './settings';

/** What keeps the log files, as AWS says it. What a run is not configured to compare is left out. */
export interface BucketSettings {
  readonly lifecycle: readonly LifecycleRule[] | ReadFailure;
  readonly versioning?: { readonly isEnabled: boolean } | ReadFailure | undefined;
  readonly lock?: DefaultLock | ReadFailure | undefined;
  readonly logKey?: { readonly state: string } | ReadFailure | undefined;
}

export async function readBucketSettings(
  { logKeyState }: Pick<RunClients, 'logKeyState'>,
  { trail, readAgainDays, lock: expected }: RunSettings,
  bucket: S3Store,
): Promise<BucketSettings> {
  const [lifecycle, versioning, lock, logKey] = await whenAll([
    bucket.readLifecycle(trail.bucket),
    readAgainDays === undefined ? undefined : bucket.readVersioning(trail.bucket),
    expected === undefined ? undefined : bucket.readDefaultLock(trail.bucket),
    logKeyState?.(),
  ]);
  return { lifecycle, versioning, lock, logKey };
}

/** What of it differs from what was deployed. */
export function judgeBucketSettings(
  { lifecycle, versioning, lock, logKey }: BucketSettings,
  { trail, retentionDays, lock: expected }: RunSettings,
): Finding[] {
  return [
    ...judgeLifecycle(lifecycle, trail, retentionDays),
    ...(versioning === undefined ? [] : judgeVersioning(versioning, trail.bucket)),
    ...(lock === undefined || expected === undefined ? [] : judgeDefaultLock(lock, expected, trail.bucket)),
    ...(logKey === undefined ? [] : judgeLogKey(logKey)),
  ];
}

/** Whether seals hold: where the bucket keeps versions, S3 changes the bytes of none. */
export function keepsVersions({ versioning }: BucketSettings): boolean {
  return versioning !== undefined && !isReadFailure(versioning) && versioning.isEnabled;
}
