import type { BackfillLink, ChainEnd, OpenItem, PendingLogFile, Segment } from './checkpoint';
import type { Finding } from './finding';
import type { FindingCode } from './finding-catalogue';
import type { SealedTally } from './sealing';
import type { Verdict } from './severity';
import type { StoredFacts, TimeRange } from './store';
import type { Chain } from './trail';

/**
 * What one call has found out about one chain: small, plain JSON, so that it can be stored, sent and merged.
 * Findings are not in it: they were reported one by one.
 */
export interface ChainResult extends Chain {
  /** The time that this result is about; shorter than requested if the run was stopped. */
  readonly shard: TimeRange;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** The time that valid digests cover, from the first to the last; undefined if there is none. */
  readonly covered?: TimeRange;
  /** Series of linked digests with the links at both their ends, oldest first. */
  readonly segments: readonly Segment[];
  readonly backfills: readonly BackfillLink[];
  /** The end of the last digest that was listed, valid or not. */
  readonly lastListed?: number;
  /** When the first log file was delivered, where no digest is there: the first one is due some time after it. */
  readonly firstLogFile?: number;
  readonly openItems: readonly OpenItem[];
  /** What ends here or later is neither verified nor an open item: the last verified digest must end before it. */
  readonly lastVerifiedLimit?: number;
  readonly pendingLogFiles: readonly PendingLogFile[];
  /** What ended the chain, by a verified event, where it is silent. */
  readonly chainEnd?: ChainEnd;
  /** The end of the last digest for which such an event was searched, and everything that could hold one was read. */
  readonly endSearchedTo?: number;
  /** Log files whose names sort before this are judged. */
  readonly logFilesBefore: string;
  /** What was not read again, since its listing is equal to its seal. */
  readonly sealed?: SealedTally;
}

export type { SealedTally } from './sealing';

export function addSealed(a: SealedTally | undefined, b: SealedTally | undefined): SealedTally | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const oldestRead = Math.min(a.oldestRead, b.oldestRead);
  return { days: a.days + b.days, files: a.files + b.files, oldestRead };
}

export interface Counts {
  readonly digests: Tally;
  readonly backfillDigests: Tally;
  readonly logFiles: Tally;
  /** Log files that no digest can list yet. */
  readonly pendingLogFiles: number;
  /** Digests and log files that retention has deleted. */
  readonly expired: number;
  /** Objects of other trails under the same prefix, which are not judged. */
  readonly otherTrails: number;
}

export interface Tally {
  readonly valid: number;
  readonly invalid: number;
  readonly unverified: number;
}

const NONE: Tally = { valid: 0, invalid: 0, unverified: 0 };
/** The counts of a run that looked at nothing. */
export const NO_COUNTS: Counts = {
  digests: NONE,
  backfillDigests: NONE,
  logFiles: NONE,
  pendingLogFiles: 0,
  expired: 0,
  otherTrails: 0,
};

/** What is reported while a run goes on, in the order of time within a chain. */
export type ValidationEvent =
  ({ readonly type: 'finding' } & Finding) | DigestEvent | LogFileEvent | ObjectEvent | ProgressEvent | ChainEvent;

/** A digest file was judged. */
export interface DigestEvent extends Chain {
  readonly type: 'digest';
  readonly bucket: string;
  readonly key: string;
  readonly isBackfill: boolean;
  readonly status: keyof Tally;
  /** The findings about this file, reported just before; empty if it is valid. */
  readonly findings: readonly Finding[];
  /** For valid ones: what the document says it covers, and what a sidecar file of signatures needs. */
  readonly start?: number;
  readonly end?: number;
  readonly signature?: string;
  readonly generationTimestamp?: string;
  readonly keySource?: string;
  readonly keyFingerprint?: string;
}

/** A log file that a valid digest lists was judged. */
export interface LogFileEvent extends Chain {
  readonly type: 'log-file';
  readonly bucket: string;
  readonly key: string;
  readonly digestKey: string;
  readonly isBackfill: boolean;
  readonly status: keyof Tally;
  readonly finding?: Finding;
}

/**
 * What the run says of one object: a digest, a log file, or what lies among them. Reported only where the request asks for
 * it. An object that is judged more than once, for example by itself and by its place in the chain, has an event each time.
 */
export interface ObjectEvent extends Chain, StoredFacts {
  readonly type: 'object';
  /** By the name of the object, and by its folder where the name says nothing. */
  readonly kind: ObjectKind;
  readonly bucket: string;
  /** The attacker's text where the object was planted. */
  readonly key: string;
  readonly verdict: ObjectVerdict;
  /** The worst of the findings about it; undefined for a valid one. */
  readonly code?: FindingCode;
  /** The end of the digest that it is, or that lists it; the time in its name or of its delivery where no digest does. */
  readonly digestEnd: number;
}

export type ObjectKind = 'digest' | 'backfill-digest' | 'log-file';

/**
 * `INVALID`: only tampering explains it. `MISSING`: it must be there and is not. `UNVERIFIED`: nothing verifies or disproves
 * it. Whether a person has acknowledged a finding changes none of them.
 */
export type ObjectVerdict = 'VALID' | 'INVALID' | 'UNVERIFIED' | 'MISSING';

/** How far the run is: `total` grows as listings and digests name more objects. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly done: number;
  readonly total: number;
}

/** A chain, or a shard of one, is done. */
export interface ChainEvent {
  readonly type: 'chain';
  readonly result: ChainResult;
}

/** Where events go. The core waits for a promise before it goes on with that chain, so a slow reader is never flooded. */
export type Report = (event: ValidationEvent) => void | Promise<void>;

export interface TrailResult {
  readonly verdict: Verdict;
  readonly chains: readonly ChainResult[];
  readonly counts: Counts;
  /** What is due of the window; the rest of it is pending. */
  readonly due: TimeRange;
  readonly pending?: TimeRange;
}
