import { GetObjectLockConfigurationCommand, GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { isReadFailure, type DefaultLock, type ObjectRetention, type ReadFailure } from '../../core';
import type { BucketCaller } from './bucket-caller';

/** The errors of a bucket that locks nothing, and of an object that is not locked. */
const NOT_LOCKED = ['ObjectLockConfigurationNotFoundError', 'NoSuchObjectLockConfiguration', 'InvalidRequest'];
const DAYS_OF_A_YEAR = 365;

/** How a bucket locks what is put into it. */
export async function defaultLockOf(caller: BucketCaller, bucket: string): Promise<DefaultLock | ReadFailure> {
  const output = await caller.call(bucket, (client, named) =>
    client.send(new GetObjectLockConfigurationCommand(named)).catch(unlessNotLocked),
  );
  if (isReadFailure(output)) return output;
  const { Mode, Days, Years } = output.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  const days = Days ?? (Years === undefined ? undefined : Years * DAYS_OF_A_YEAR);
  return { ...(Mode !== undefined && { mode: Mode }), ...(days !== undefined && { days }) };
}

/** Until when a version is locked. */
export async function retentionOf(
  caller: BucketCaller,
  bucket: string,
  key: string,
  versionId: string,
): Promise<ObjectRetention | ReadFailure> {
  const output = await caller.call(bucket, (client, named) =>
    client.send(new GetObjectRetentionCommand({ ...named, Key: key, VersionId: versionId })).catch(unlessNotLocked),
  );
  if (isReadFailure(output)) return output;
  const { RetainUntilDate } = output.Retention ?? {};
  return RetainUntilDate === undefined ? {} : { until: RetainUntilDate.getTime() };
}

function unlessNotLocked(error: Error): { ObjectLockConfiguration?: undefined; Retention?: undefined } {
  if (NOT_LOCKED.includes(error.name)) return {};
  throw error;
}
