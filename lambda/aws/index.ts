import type { Limiter } from '../core';
import { callerArn } from './caller';
import { type AwsOptions, Clients } from './clients';
import { TrailClient } from './cloudtrail/trail-client';
import { OrganizationClient } from './organizations';
import type { BucketOwners } from './s3/bucket-owners';
import { S3Store } from './s3/store';

export type { AwsOptions } from './clients';
export type { CredentialProvider } from './credentials';
export { TrailClient, type TrailDescription } from './cloudtrail/trail-client';
export { OrganizationClient, type OrganizationAccount } from './organizations';
export { S3Store } from './s3/store';

/** Everything of AWS that the command uses. */
export interface Aws {
  /**
   * The store to S3 and CloudTrail. It lowers the limit of the given limiter while S3 throttles, and reads a bucket of
   * `owners` only while that belongs to its account.
   */
  store(limiter: Limiter, owners?: BucketOwners): S3Store;
  readonly trailClient: TrailClient;
  readonly organizationClient: OrganizationClient;
  /** The ARN of who asks; undefined where it is unknown. */
  caller(): Promise<string | undefined>;
  close(): Promise<void>;
}

export function connectToAws(options: AwsOptions): Aws {
  const { maxAttempts = 8, retryDelay = 100 } = options;
  const clients = new Clients(options);
  return {
    store: (limiter, owners) => new S3Store(clients, limiter, { maxAttempts, retryDelay }, owners),
    trailClient: new TrailClient(clients),
    organizationClient: new OrganizationClient(clients),
    caller: () => callerArn(clients),
    close: () => clients.close(),
  };
}
