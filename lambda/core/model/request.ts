import type { Limiter } from '../flow/limiter';
import type { Checkpoint } from './checkpoint';
import type { TimeRange } from './store';

/** What is to be verified, as data. All times are milliseconds since 1970; the core has no clock of its own. */
export interface ValidationRequest {
  readonly trail: Trail;
  /** The time asked for. The digest that covers an edge of it is read even if it ends up to an hour later. */
  readonly window: TimeRange;
  readonly now: number;
  /** How long after its due time a digest may still come. Default: 3 hours. */
  readonly grace?: number;
  /** How long a log file may wait for a backfill digest. Default: 24 hours. */
  readonly backfillAllowance?: number;
  /** How long a digest that its successor names may be late: more than 24 hours where an outage is declared, at most 30 days. */
  readonly deliveryAllowance?: number;
  /** The oldest time whose objects must still be there, by the validator's own configuration. Default: no limit. */
  readonly retentionStart?: number;
  /** Chains that must be there besides those found. */
  readonly expected?: readonly ExpectedChain[];
  /** AWS Organizations was asked which accounts there are: no call in a log file knows better. */
  readonly knowsAccounts?: boolean;
  /** What earlier runs remember, one per chain. */
  readonly checkpoints?: readonly Checkpoint[];
  /**
   * Read again what lies before the heads of the checkpoints: the sweep. One that was cut short is gone on with, by the
   * `sweptTo` of the checkpoints. Default: go on after the heads.
   */
  readonly sweep?: boolean;
  /**
   * Whether a later run goes on from the results. If not, they hold neither open items nor pending log files: of a
   * million findings that are told none is kept. Default: yes.
   */
  readonly isContinued?: boolean;
  /** Names (see `findingName`) of gaps and items that a named person accepted. */
  readonly acknowledged?: readonly string[];
  /** Buckets besides the trail's that digests and log files may lie in. */
  readonly allowedBuckets?: readonly string[];
  /** The bucket that the documents name, where `trail.bucket` is a declared copy of it. */
  readonly copyOf?: string;
  /** Another trail writes log files under the same prefix and has no digests. */
  readonly unvalidatedTrails?: boolean;
  /** The one limit of requests in flight; the store may steer it. Default: 96. */
  readonly limiter?: Limiter;
  /** Stops the run: what is verified so far is the result, the rest is `not-validated`. */
  readonly signal?: AbortSignal;
}

export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly keyPrefix?: string;
  /** For an organization trail, for example `o-exampleorgid`. */
  readonly organizationId?: string;
}

export interface Chain {
  readonly accountId: string;
  readonly region: string;
}

/** A part of the window of one chain; all of it where no time is said. */
export interface ChainShard extends Chain {
  readonly shard?: TimeRange;
}

export interface ExpectedChain extends Chain {
  /** Digests are due from here. Default: from the first one found. */
  readonly since?: number;
  /** The first digest is due by then. Whatever comes before it is demanded and verified as of any other chain. */
  readonly firstBy?: number;
  /**
   * No digests are due after this: the account was closed or left, the Region was switched off. It holds no longer than
   * it is true: a chain that goes on is due again.
   */
  readonly until?: number;
  /** AWS Organizations says that the account is closed or no member any more: no new digests are due at all. */
  readonly hasEnded?: boolean;
}
