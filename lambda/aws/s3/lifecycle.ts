import { GetBucketLifecycleConfigurationCommand, type LifecycleRule as SdkRule } from '@aws-sdk/client-s3';
import { isReadFailure, type LifecycleRule, type ReadFailure } from '../../core';
import type { BucketCaller } from './bucket-caller';

/** What S3 says of a bucket that deletes nothing by itself. */
const NOTHING_IS_SET = 'NoSuchLifecycleConfiguration';

/** By which rules a bucket deletes its objects. */
export async function lifecycleOf(
  caller: BucketCaller,
  bucket: string,
): Promise<readonly LifecycleRule[] | ReadFailure> {
  const answer = await caller.call(bucket, async (client) => {
    try {
      return await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    } catch (error) {
      if ((error as Error).name === NOTHING_IS_SET) return { Rules: [] };
      throw error;
    }
  });
  return isReadFailure(answer) ? answer : (answer.Rules ?? []).map(toRule);
}

function toRule({ Status, Prefix, Filter, Expiration }: SdkRule): LifecycleRule {
  return {
    isEnabled: Status === 'Enabled',
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '',
    ...(Expiration?.Days !== undefined && { days: Expiration.Days }),
    ...(Expiration?.Date !== undefined && { hasDate: true }),
  };
}
