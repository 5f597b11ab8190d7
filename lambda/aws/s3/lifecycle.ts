import { GetBucketLifecycleConfigurationCommand, type LifecycleRule as SdkRule } from '@aws-sdk/client-s3';
import { isReadFailure, type LifecycleRule, type ReadFailure } from '../../core';
import type { BucketCaller } from './bucket-caller';

/** The error of a bucket that has no lifecycle rules. */
const NOTHING_IS_SET = 'NoSuchLifecycleConfiguration';

/** By which rules a bucket deletes its objects. */
export async function lifecycleOf(
  caller: BucketCaller,
  bucket: string,
): Promise<readonly LifecycleRule[] | ReadFailure> {
  const output = await caller.call(bucket, async (client, named) => {
    try {
      return await client.send(new GetBucketLifecycleConfigurationCommand(named));
    } catch (error) {
      if ((error as Error).name === NOTHING_IS_SET) return { Rules: [] };
      throw error;
    }
  });
  return isReadFailure(output) ? output : (output.Rules ?? []).map(toRule);
}

function toRule({ Status, Prefix, Filter, Expiration }: SdkRule): LifecycleRule {
  return {
    isEnabled: Status === 'Enabled',
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '',
    ...(Expiration?.Days !== undefined && { days: Expiration.Days }),
    ...(Expiration?.Date !== undefined && { hasDate: true }),
  };
}
