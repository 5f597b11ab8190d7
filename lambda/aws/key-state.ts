import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { ReadFailure } from '../core';
import { readFailureFor, remedyFor, toAwsError } from './errors';

/** The state of a key that is named by its alias, in the words of KMS. */
export async function keyStateOf(client: KMSClient, alias: string): Promise<{ readonly state: string } | ReadFailure> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: alias }));
    return { state: KeyMetadata?.KeyState ?? 'unknown' };
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return { state: 'NotFound' };
    const awsError = toAwsError(error);
    return readFailureFor(remedyFor(awsError), awsError);
  }
}
