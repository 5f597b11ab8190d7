import { createHash, type Hash } from 'node:crypto';
import { compareKeys } from '../format/compare-keys';
import { formatIsoTime } from '../format/time';
import type { SealedFile, SealedVersion } from '../model/sealing';
import type { Chain } from '../model/trail';

export type { SealedFile, SealedVersion } from '../model/sealing';

/** A day of one chain, by its start in UTC: the digests and log files in the folders of this day. */
export interface ChainDay extends Chain {
  readonly trailArn: string;
  readonly day: number;
}

/** The files of a day, in the order of buckets and keys, each key once. */
export interface SealedDay extends ChainDay {
  readonly files: readonly SealedFile[];
}

/** What S3 answers no storage class for. */
export const STANDARD = 'STANDARD';

/** The version id of what was written while versioning was not enabled: S3 replaces its bytes. */
export const NULL_VERSION = 'null';

/** The order of files in a seal: by bucket and key, as UTF-8 bytes. */
export function compareFiles(one: Pick<SealedVersion, 'bucket' | 'key'>, other: Pick<SealedVersion, 'bucket' | 'key'>) {
  return compareKeys(one.bucket, other.bucket) || compareKeys(one.key, other.key);
}

/**
 * The hash of a seal, from a listing as well as from the seal itself. It is the SHA-256 of lines in UTF-8, each ended by a line
 * feed: first `["seal",1,<trail ARN>,<account>,<Region>,"<YYYY-MM-DD>"]`, then for each file, in order,
 * `[<bucket>,<key>,<version id>,<size>,<storage class>]`, all in JSON without spaces, as `JSON.stringify` writes it.
 */
export class SealHash {
  private readonly hash: Hash;
  private last: Pick<SealedVersion, 'bucket' | 'key'> | undefined;

  public constructor({ trailArn, accountId, region, day }: ChainDay) {
    const date = formatIsoTime(day).slice(0, 10);
    this.hash = createHash('sha256').update(line(['seal', 1, trailArn, accountId, region, date]));
  }

  /** Adds the next file. Throws where it is not after the one before. */
  public add({ bucket, key, versionId, size, storageClass }: SealedVersion): void {
    if (this.last !== undefined && compareFiles(this.last, { bucket, key }) >= 0) {
      throw new Error('the files of a seal are in the order of their keys, each once');
    }
    this.last = { bucket, key };
    this.hash.update(line([bucket, key, versionId, size, storageClass]));
  }

  /** Lower-case hex. */
  public digest(): string {
    return this.hash.digest('hex');
  }
}

export function sealHash(sealed: SealedDay): string {
  const hash = new SealHash(sealed);
  for (const file of sealed.files) hash.add(file);
  return hash.digest();
}

function line(values: readonly (string | number)[]): string {
  return `${JSON.stringify(values)}\n`;
}
