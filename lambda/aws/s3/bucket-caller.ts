import type { S3Client } from '@aws-sdk/client-s3';
import type { ReadFailure } from '../../core';
import { readFailureFor, remedyFor, toAwsError } from '../errors';
import { namedBucket, type BucketOwners } from './bucket-owners';
import type { BucketRegions } from './bucket-regions';
import type { Clients } from '../clients';

/** Sends requests about a bucket through the SDK, to its Region and with valid credentials. */
export class BucketCaller {
  public constructor(
    private readonly clients: Clients,
    private readonly regions: BucketRegions,
    private readonly owners: BucketOwners,
  ) {}

  public async call<T extends object>(
    bucket: string,
    send: (client: S3Client, named: ReturnType<typeof namedBucket>) => Promise<T>,
  ): Promise<T | ReadFailure> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await send(this.clients.s3(await this.regions.of(bucket)), namedBucket(this.owners, bucket));
      } catch (error) {
        const awsError = toAwsError(error);
        const remedy = remedyFor(awsError);
        const isSolved =
          isFirst &&
          ((remedy === 'other-region' && (await this.regions.correct(bucket, awsError))) ||
            (remedy === 'new-credentials' && (await this.renewCredentials())));
        if (!isSolved) return readFailureFor(remedy, awsError);
      }
    }
  }

  private async renewCredentials(): Promise<boolean> {
    const rejected = await this.clients.credentials.get();
    await this.clients.credentials.replace(rejected);
    return (await this.clients.credentials.get()) !== rejected;
  }
}
