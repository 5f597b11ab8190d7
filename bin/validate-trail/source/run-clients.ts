import type { AsksOrganization, TrailClient } from '../../../lambda/aws';
import type { Limiter, Store } from '../../../lambda/core';

/** Where a run reads from. */
export interface RunClients {
  readonly store: Store;
  readonly limiter: Limiter;
  /** What CloudTrail says of the trail; left out for a folder. */
  readonly trailClient?: TrailClient;
  /** What AWS Organizations says; left out for a folder. */
  readonly organizationClient?: AsksOrganization;
  /** The ARN of who asks AWS; left out for a folder. */
  caller?(): Promise<string | undefined>;
  close(): Promise<void>;
}
