import type { S3Client } from '@aws-sdk/client-s3';
import type { ReadFailure } from '../../core';
import { readFailureFor, remedyFor, toErrorAnswer } from '../errors';
import type { BucketRegions } from './bucket-regions';
import type { Clients } from '../clients';

/** Sends what is asked of a bucket through the SDK, to the right Region and with credentials that hold. */
export class BucketCaller {
  public constructor(
    private readonly clients: Clients,
    private readonly regions: BucketRegions,
  ) {}

  public async call<T extends object>(
    bucket: string,
    send: (client: S3Client) => Promise<T>,
  ): Promise<T | ReadFailure> {
    for (let mayMend = true; ; mayMend = false) {
      try {
        return await send(this.clients.s3(await this.regions.of(bucket)));
      } catch (error) {
        const answer = toErrorAnswer(error);
        const remedy = remedyFor(answer);
        const isMended =
          mayMend &&
          ((remedy === 'other-region' && (await this.regions.correct(bucket, answer))) ||
            (remedy === 'new-credentials' && (await this.renewCredentials())));
        if (!isMended) return readFailureFor(remedy, answer);
      }
    }
  }

  private async renewCredentials(): Promise<boolean> {
    const rejected = await this.clients.credentials.get();
    await this.clients.credentials.replace(rejected);
    return (await this.clients.credentials.get()) !== rejected;
  }
}
