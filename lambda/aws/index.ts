import type { Limiter } from '../core';
import { type AwsOptions, Clients } from './clients';
import { TrailClient } from './cloudtrail/trail-client';
import type { OrganizationClient } from './organizations';
import type { BucketOwners } from './s3/bucket-owners';
import { S3Store } from './s3/store';

export type { AwsOptions } from './clients';
export type { CredentialProvider } from './credentials';
export { TrailClient, type TrailDescription } from './cloudtrail/trail-client';
export type { OrganizationAccount, OrganizationClient } from './organizations';
export { S3Store } from './s3/store';

export type AsksOrganization = Pick<OrganizationClient, 'organizationId' | 'accounts'>;

/** Everything of AWS that the command uses. What few runs need, or need last, is loaded when it is used. */
export interface Aws {
  /**
   * The store to S3 and CloudTrail. It lowers the limit of the given limiter while S3 throttles, and reads a bucket of
   * `owners` only while that belongs to its account.
   */
  store(limiter: Limiter, owners?: BucketOwners): S3Store;
  readonly trailClient: TrailClient;
  readonly organizationClient: AsksOrganization;
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
    organizationClient: organizationClient(clients),
    caller: async () => (await import('./caller')).callerArn(clients),
    close: () => clients.close(),
  };
}

function organizationClient(clients: Clients): AsksOrganization {
  const loaded = async () => new (await import('./organizations')).OrganizationClient(clients);
  return {
    organizationId: async () => (await loaded()).organizationId(),
    accounts: async () => (await loaded()).accounts(),
  };
}
