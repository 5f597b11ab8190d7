import type { ChainEnd } from '../judge/chain-end';
import type { Finding } from './finding';
import type { Chain } from './request';

/** What the next run must remember of a chain. Plain JSON; keeping it safe is the caller's duty. */
export interface Checkpoint extends Chain {
  /** Oldest first. The last one's last digest is the head: the next run goes on after it. */
  readonly segments: readonly Segment[];
  readonly backfills: readonly BackfillLink[];
  readonly openItems: readonly OpenItem[];
  /** Log files before the head that no digest lists yet. */
  readonly pendingLogFiles: readonly PendingLogFile[];
  /** Log files whose names come after this are not judged yet, though the head has passed them. */
  readonly logFilesAfter?: string;
  /** What has ended it, by a verified event. Its digests are due again should it go on. */
  readonly ended?: ChainEnd;
  /** The end of the last digest for which such an event was looked for, and all that could hold it was read. */
  readonly soughtEnd?: number;
  /** How far a sweep that was cut short has got: the next one goes on there. Undefined once a sweep is through. */
  readonly sweptTo?: number;
  /** When its Region was first said to be enabled, while no digest of it is verified yet. */
  readonly expectedSince?: number;
}

/** A run of digests that link to one another, from a start to a restart. */
export interface Segment {
  readonly first: DigestLink;
  readonly last: DigestLink;
  /** What the first digest says of its predecessor; undefined for a start. */
  readonly previous?: PreviousDigest;
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
  readonly sha256: string;
  readonly signature: string;
}

/** Backfill digests make a chain of their own. */
export type BackfillLink = DigestLink;

/** A finding that stays in the verdict until its object verifies, is acknowledged or ages out of retention. */
export interface OpenItem {
  readonly finding: Finding;
  readonly firstSeen: number;
}

export interface PendingLogFile {
  readonly key: string;
  readonly lastModified?: number;
}
