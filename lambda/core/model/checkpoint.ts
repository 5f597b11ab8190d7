import type { Finding } from './finding';
import type { ComparedSeals } from './sealing';
import type { Chain, Trail } from './trail';

/** What is stored of a chain between runs: plain JSON. Keeping it safe is the caller's duty. */
export interface Checkpoint extends Chain {
  /** Oldest first. The last digest of the last segment is the last verified one: the next run goes on after it. */
  readonly segments: readonly Segment[];
  readonly backfills: readonly BackfillLink[];
  readonly openItems: readonly OpenItem[];
  /** Log files that no digest lists yet: those before the end of the last verified digest, and some of those after it. */
  readonly pendingLogFiles: readonly PendingLogFile[];
  /** Log files whose names sort after this are not judged yet, though their time is before the last verified digest. */
  readonly logFilesAfter?: string;
  /** What ended the chain, by a verified event. Should it go on, its digests are due again. */
  readonly chainEnd?: ChainEnd;
  /** The end of the last digest for which such an event was searched, and everything that could hold one was read. */
  readonly endSearchedTo?: number;
  /** Up to where a sweep that was cut short has verified: the next one goes on there. Undefined once a sweep is complete. */
  readonly sweptTo?: number;
  /** What the last sweep has compared with seals, and when bytes of it were last read. */
  readonly sealed?: ComparedSeals;
  /** Since when AWS says that its Region is on, though a call ended the chain by switching it off. */
  readonly enabledSince?: number;
  /** When the digests were last listed by an hourly run: one that was written since is read again. */
  readonly listedAt?: number;
  /** When its Region was first reported as enabled, while no digest of it is verified yet. */
  readonly expectedSince?: number;
  /** Where the trail delivered by the configuration of the run: log files that are pending are there. */
  readonly location?: Pick<Trail, 'bucket' | 'keyPrefix'>;
  /** What ends before this was not demanded any more: retention may have deleted it, also where it is longer now. */
  readonly retentionStart?: number;
}

/** When a chain ended, and by which call. */
export interface ChainEnd {
  readonly at: number;
  readonly eventName: string;
  readonly who: string;
}

/** A series of digests that link to one another, from a start to a restart, all of them in one bucket below one prefix. */
export interface Segment {
  readonly first: DigestLink;
  readonly last: DigestLink;
  /** Where a digest did not end an hour after the one before it, oldest first. Left out where there is none. */
  readonly jumps?: readonly Jump[];
  /** What the first digest says of its predecessor; undefined for a start. */
  readonly previous?: PreviousDigest;
}

/** Two digests of a segment that follow each other, by their ends. */
export interface Jump {
  readonly from: number;
  readonly to: number;
}

/** One verified digest, as its successor names it. */
export interface DigestLink {
  readonly bucket: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** SHA-256 of the uncompressed document, lower-case hex. */
  readonly sha256: string;
  /** Lower-case hex. */
  readonly signature: string;
}

export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** Empty where the digest names no SHA-256 of it: then its signature alone says which it is. */
  readonly sha256: string;
  readonly signature: string;
}

/** Backfill digests form a chain of their own. */
export type BackfillLink = DigestLink;

/**
 * A finding that stays in the verdict until its object is verified, it is acknowledged, or it ages out of retention. One that
 * is acknowledged stays stored, so that it is known again, and what differs from it is news.
 */
export interface OpenItem {
  readonly finding: Finding;
  readonly firstSeen: number;
}

export interface PendingLogFile {
  readonly key: string;
  readonly lastModified?: number;
}
