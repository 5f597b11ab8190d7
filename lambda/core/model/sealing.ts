import type { NewFinding } from './finding';
import type { Chain } from './trail';

/** What a listing of versions says of a file that was read and verified. S3 never changes the bytes of a version. */
export interface SealedVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Bytes, as stored. */
  readonly size: number;
  readonly storageClass: string;
}

/** A file of a sealed day. */
export interface SealedFile extends SealedVersion {
  /** The end of the digest that lists it, or its own: by that digest it is verified in full. */
  readonly digestEnd: number;
}

/** The seal in force of a day. */
export interface SealOfDay {
  readonly day: number;
  /** Which one of the seals of the day it is: a later one may only add to those before. */
  readonly number: number;
  /** The hash of its files; undefined where earlier seals of the day have versions that it lacks. */
  readonly sha256?: string;
  /** When the bytes of its files were read and verified. */
  readonly sealedAt: number;
  /** The files of the seal, and then those of the seals that it replaces; undefined where they can't be read or are not authentic. */
  load(): Promise<readonly (readonly SealedFile[])[] | undefined>;
}

/** What is sealed of a chain, in the order of days. */
export interface ChainSeals {
  readonly days: readonly SealOfDay[];
  /** Seals that are missing or forged: their days are read in full. */
  readonly findings: readonly NewFinding[];
}

/** Where the seals of chains are kept. */
export interface SealSource {
  of(chain: Chain): Promise<ChainSeals>;
}

/** How a sweep goes about days that are sealed, as data. */
export interface Sealing {
  /** Each day is read in full again once in so many days, however often its listing was equal. */
  readonly readAgainDays: number;
  /** When the sweep before was complete: the days that have come up since are read again. Default: none was. */
  readonly sweptAt?: number;
  /** For how long each file is locked by the configuration. Default: how long they are locked is not looked at. */
  readonly lockDays?: number;
  /** What nobody knows beforehand: by it a day of each chain is chosen that is read in full. */
  readonly seed: string;
}

/** Days of which the versions that are listed are those that were verified and sealed. */
export interface SealedTally {
  readonly days: number;
  readonly files: number;
  /** When the bytes of the day were read that was read longest ago. */
  readonly oldestRead: number;
}

/** The same of a chain, as its last sweep has left it. */
export interface ComparedSeals extends SealedTally {
  /** When their listing was equal to their seals: the beginning of the sweep. */
  readonly listedAt: number;
}
