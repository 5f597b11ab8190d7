import type { LogFileEntry } from '../format/digest-content';
import type { PreviousDigest } from '../model/checkpoint';
import type { NewFinding } from '../model/finding';
import type { StoredFacts } from '../model/store';

/** A digest whose signature and signed location are verified. */
export interface VerifiedDigest {
  readonly key: string;
  readonly bucket: string;
  readonly isBackfill: boolean;
  readonly start: number;
  readonly end: number;
  /** Undefined for a starting digest. */
  readonly previous?: PreviousDigest;
  readonly logFiles: readonly LogFileEntry[];
  /** Whether it may list others in a way that is not known. */
  readonly mayListMore: boolean;
  readonly sha256: string;
  readonly signature: string;
  readonly generationTimestamp?: string;
  readonly keySource: string;
  readonly lastModified?: number;
}

/** What was found about one digest by itself. A verified one may have findings too. */
export interface DigestVerdict {
  readonly findings: readonly NewFinding[];
  readonly verified?: VerifiedDigest;
  /** Of the response that was judged; only where objects are reported. */
  readonly stored?: StoredFacts;
}
