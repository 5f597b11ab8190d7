import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { isReadFailure, type ReadFailure } from '../../core';
import type { BucketCaller } from './bucket-caller';

/** Whether a bucket keeps versions. Where it never did, S3 answers no status. */
export async function versioningOf(
  caller: BucketCaller,
  bucket: string,
): Promise<{ readonly isEnabled: boolean } | ReadFailure> {
  const output = await caller.call(bucket, (client, named) => client.send(new GetBucketVersioningCommand(named)));
  return isReadFailure(output) ? output : { isEnabled: output.Status === 'Enabled' };
}
