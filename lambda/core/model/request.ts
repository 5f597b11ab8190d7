import type { Limiter } from '../flow/limiter';
import type { Acknowledgement } from './acknowledgement';
import type { Checkpoint } from './checkpoint';
import type { TimeRange } from './store';
import type { Chain, ChainEntries, FormerLocation, Trail } from './trail';
import type { Sealing, SealSource } from './sealing';
import type { UnvalidatedTrail } from './unvalidated-trail';

/** What is to be verified, as data. All times are milliseconds since 1970; the core has no clock of its own. */
export interface ValidationRequest {
  readonly trail: Trail;
  /** The time to verify. The digest that covers an edge of it is read even if it ends up to an hour later. */
  readonly window: TimeRange;
  readonly now: number;
  /** How long after its due time a digest may still be delivered. Default: 3 hours. */
  readonly grace?: number;
  /** How long a log file may wait for a backfill digest. Default: 24 hours. */
  readonly backfillAllowance?: number;
  /** How long a digest that its successor names may be late: more than 24 hours where an outage is declared, at most 30 days. */
  readonly deliveryAllowance?: number;
  /** The oldest time whose objects must still be there, by the validator's own configuration. Default: no limit. */
  readonly retentionStart?: number;
  /** Chains that must exist besides those found. */
  readonly expected?: readonly ExpectedChain[];
  /** AWS Organizations has answered which accounts are members. Its answer outweighs any call in a log file. */
  readonly knowsAccounts?: boolean;
  /** What earlier runs have stored, one per chain. */
  readonly checkpoints?: ChainEntries<Checkpoint>;
  /**
   * A sweep: read again what lies before the last verified digests of the checkpoints. A sweep that was cut short is
   * continued where the `sweptTo` of the checkpoints says. Default: go on after the last verified digests.
   */
  readonly sweep?: boolean;
  /** The beginning of a day of the past: what was written again of its log files is verified again. */
  readonly sampledDay?: number;
  /**
   * Whether a later run goes on from the results. If not, they hold neither open items nor pending log files: of a
   * million findings that are reported, none is kept. Default: yes.
   */
  readonly isContinued?: boolean;
  /** Whether an event is reported for each object that is judged, valid ones too. Default: no. */
  readonly reportsObjects?: boolean;
  /** What named persons have acknowledged. By name and state where no later run goes on from the results. */
  readonly acknowledged?: readonly Acknowledgement[];
  /**
   * The bucket is the trail's alone, so that whatever else lies below `AWSLogs/` is a finding. Default: other services of
   * AWS may write there; what lies among the folders of CloudTrail, or resembles them, is a finding all the same.
   */
  readonly isDedicated?: boolean;
  /** Where the trail delivered before. What documents name elsewhere is not read. */
  readonly formerLocations?: readonly FormerLocation[];
  /**
   * The bucket that the documents name, where `trail.bucket` is a declared copy of it. A copy has no times of delivery, so
   * the rules for folders hold: a digest that is missing there will not be delivered any more.
   */
  readonly copyOf?: string;
  /** Trails without log file validation that write under the same prefix. A log file that is none of theirs is tampering. */
  readonly unvalidatedTrails?: readonly UnvalidatedTrail[];
  /** By what a sweep compares the listing of a day with its seal instead of reading the day. Default: it reads all days. */
  readonly sealing?: Sealing;
  /** Where the seals are that it compares with. */
  readonly seals?: SealSource;
  /** The one limit of requests in flight; the store may change it. Default: 96. */
  readonly limiter?: Limiter;
  /** Stops the run: what is verified so far is the result, the rest is `not-validated`. */
  readonly signal?: AbortSignal;
}

export interface ExpectedChain extends Chain {
  /** Digests are due from here. Default: from the first one found. */
  readonly since?: number;
  /** The first digest is due by then. Digests that come before it are verified, and demanded, as of any other chain. */
  readonly firstBy?: number;
  /**
   * No digests are due after this: the account was closed or left, or the Region was disabled. If the chain goes on all
   * the same, its digests are due again.
   */
  readonly until?: number;
  /** AWS Organizations says that the account is closed or no member any more: no new digests are due. */
  readonly hasEnded?: boolean;
}
