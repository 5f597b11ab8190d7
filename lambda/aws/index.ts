import type { Limiter } from '../core';
import { type AwsOptions, Clients } from './clients';
import { S3Store } from './s3/store';
import { TrailFacts } from './trail-client';

export type { AwsOptions } from './clients';
export type { CredentialProvider } from './credentials';
export { S3Store } from './s3/store';
export { TrailFacts, type OrganizationAccount, type TrailDescription } from './trail-client';

/** Everything of AWS that the validator uses. */
export interface Aws {
  /** The door to S3 and CloudTrail. It lowers the limit of the given limiter while S3 asks to slow down. */
  store(limiter: Limiter): S3Store;
  readonly facts: TrailFacts;
  close(): Promise<void>;
}

export function connectToAws(options: AwsOptions): Aws {
  const { maxAttempts = 8, retryDelay = 100 } = options;
  const clients = new Clients(options);
  return {
    store: (limiter) => new S3Store(clients, limiter, { maxAttempts, retryDelay }),
    facts: new TrailFacts(clients),
    close: () => clients.close(),
  };
}
