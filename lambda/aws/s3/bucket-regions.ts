import { GetBucketLocationCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { type AwsError, toAwsError } from '../errors';
import type { Clients } from '../clients';
import { namedBucket, type BucketOwners } from './bucket-owners';

const REGION_HEADER = 'x-amz-bucket-region';

/** Finds the Region of each bucket, once. */
export class BucketRegions {
  private readonly known = new Map<string, Promise<string>>();

  public constructor(
    private readonly clients: Clients,
    private readonly owners: BucketOwners,
  ) {}

  public of(bucket: string): Promise<string> {
    const known = this.known.get(bucket);
    if (known) return known;
    const found = this.find(bucket);
    this.known.set(bucket, found);
    return found;
  }

  /** Takes the Region from an error response. False where it says nothing new. */
  public async correct(bucket: string, { headers }: AwsError): Promise<boolean> {
    const region = headers?.[REGION_HEADER];
    if (!region || region === (await this.of(bucket))) return false;
    this.known.set(bucket, Promise.resolve(region));
    return true;
  }

  /** S3 names the Region even to callers that may not read the bucket; other endpoints may not know the header. */
  private async find(bucket: string): Promise<string> {
    try {
      const { BucketRegion } = await this.clients.s3().send(new HeadBucketCommand(namedBucket(this.owners, bucket)));
      return BucketRegion ?? (await this.byLocation(bucket));
    } catch (error) {
      const { status, headers } = toAwsError(error);
      if (status === undefined) return this.clients.region;
      return headers?.[REGION_HEADER] ?? (await this.byLocation(bucket));
    }
  }

  private async byLocation(bucket: string): Promise<string> {
    try {
      const { LocationConstraint } = await this.clients
        .s3()
        .send(new GetBucketLocationCommand(namedBucket(this.owners, bucket)));
      return OLD_NAMES[LocationConstraint ?? ''] ?? LocationConstraint ?? 'us-east-1';
    } catch {
      return this.clients.region;
    }
  }
}

const OLD_NAMES: Readonly<Record<string, string>> = { '': 'us-east-1', EU: 'eu-west-1' };
