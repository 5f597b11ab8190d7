import type { Limiter } from '../core';
import { type AwsOptions, Clients } from './clients';
import { S3Store } from './s3/store';
import { TrailClient } from './cloudtrail/trail-client';

export type { AwsOptions } from './clients';
export type { CredentialProvider } from './credentials';
export { S3Store } from './s3/store';
export { TrailClient, type OrganizationAccount, type TrailDescription } from './cloudtrail/trail-client';

/** Everything of AWS that the validator uses. */
export interface Aws {
  /** The store to S3 and CloudTrail. It lowers the limit of the given limiter while S3 asks to slow down. */
  store(limiter: Limiter): S3Store;
  readonly facts: TrailClient;
  close(): Promise<void>;
}

export function connectToAws(options: AwsOptions): Aws {
  const { maxAttempts = 8, retryDelay = 100 } = options;
  const clients = new Clients(options);
  return {
    store: (limiter) => new S3Store(clients, limiter, { maxAttempts, retryDelay }),
    facts: new TrailClient(clients),
    close: () => clients.close(),
  };
}
