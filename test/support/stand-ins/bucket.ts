import { createHash } from 'node:crypto';

/** An object of a stand-in bucket. */
export interface StandInObject {
  readonly body: Buffer;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  readonly storageClass?: string;
  readonly contentEncoding?: string;
  /** The KMS key that it is encrypted by. */
  readonly kmsKeyId?: string;
  /** SHA-256 in Base64, where it was written with one. */
  readonly checksum?: string;
}

/** A version in the history of a key, newest first, or the mark of a deletion. */
export interface StandInVersion {
  readonly versionId: string;
  readonly lastModified: Date;
  /** Absent for a delete marker. */
  readonly object?: StandInObject;
}

/** What a stand-in bucket holds. Objects are asked for one at a time, so a bucket can be computed instead of kept. */
export interface BucketContent {
  /** All keys, in the order of their UTF-8 bytes. */
  readonly keys: readonly string[];
  object(key: string): StandInObject | undefined;
  /** The history of a key, newest first. */
  versions?(key: string): readonly StandInVersion[];
  /** All keys that have a history, deleted ones included, in ascending order. */
  readonly allKeys?: readonly string[];
  /** Whether what is put over an object leaves the one before as a version. Default: Enabled */
  readonly versioning?: Versioning;
}

export type Versioning = 'Enabled' | 'Suspended';

/** The id of what is written while versioning is suspended: S3 writes over it. */
const NULL_VERSION = 'null';

/** A bucket kept in a map, which tests change as they go. */
export class MemoryBucket implements BucketContent {
  public versioning: Versioning = 'Enabled';
  private sorted?: readonly string[];
  private allSorted?: readonly string[];
  private readonly objects = new Map<string, StandInObject>();
  private readonly history = new Map<string, readonly StandInVersion[]>();
  /** How many versions a key ever had: no id is given twice. */
  private readonly given = new Map<string, number>();

  public get keys(): readonly string[] {
    return (this.sorted ??= [...this.objects.keys()].sort(compareKeys));
  }

  public object(key: string): StandInObject | undefined {
    return this.objects.get(key);
  }

  public versions(key: string): readonly StandInVersion[] {
    return this.history.get(key) ?? [];
  }

  public get allKeys(): readonly string[] {
    return (this.allSorted ??= [...this.history.keys()].sort(compareKeys));
  }

  /** A bucket with the same objects and versions, to be changed apart from this one. */
  public copy(): MemoryBucket {
    const copy = new MemoryBucket();
    copy.versioning = this.versioning;
    for (const [key, object] of this.objects) copy.objects.set(key, object);
    for (const [key, versions] of this.history) copy.history.set(key, versions);
    for (const [key, count] of this.given) copy.given.set(key, count);
    return copy;
  }

  public put(key: string, object: Partial<StandInObject> & { readonly body: Buffer }): void {
    const stored = { lastModified: new Date(0), ...object };
    this.add(key, { lastModified: stored.lastModified, object: stored });
  }

  /** Puts a delete marker, as a deletion without a version id does. */
  public delete(key: string, lastModified = new Date(0)): void {
    this.add(key, { lastModified });
  }

  /** Deletes all versions for good, as whoever may bypass governance can. */
  public erase(key: string): void {
    this.store(key, []);
  }

  /** Deletes one version or delete marker for good: the one before is on top again. */
  public eraseVersion(key: string, versionId: string): void {
    this.store(
      key,
      this.versions(key).filter((version) => version.versionId !== versionId),
    );
  }

  /**
   * Changes what S3 changes of the version on top without writing another one: lifecycle rules its storage class, and
   * UpdateObjectEncryption its key.
   */
  public alter(key: string, change: Pick<StandInObject, 'storageClass' | 'kmsKeyId'>): void {
    const [top, ...others] = this.versions(key);
    if (top?.object === undefined) throw new Error(`there is no object ${key}`);
    this.store(key, [{ ...top, object: { ...top.object, ...change } }, ...others]);
  }

  private add(key: string, version: Omit<StandInVersion, 'versionId'>): void {
    const count = (this.given.get(key) ?? 0) + 1;
    this.given.set(key, count);
    const isNull = this.versioning === 'Suspended';
    const kept = this.versions(key).filter(({ versionId }) => !isNull || versionId !== NULL_VERSION);
    this.store(key, [{ versionId: isNull ? NULL_VERSION : `v${count}`, ...version }, ...kept]);
  }

  private store(key: string, versions: readonly StandInVersion[]): void {
    this.sorted = this.allSorted = undefined;
    if (versions.length === 0) this.history.delete(key);
    else this.history.set(key, versions);
    const object = versions[0]?.object;
    if (object === undefined) this.objects.delete(key);
    else this.objects.set(key, object);
  }
}

const eTags = new WeakMap<Buffer, string>();

export function eTag(body: Buffer): string {
  const known = eTags.get(body);
  if (known) return known;
  const made = `"${createHash('md5').update(body).digest('hex')}"`;
  eTags.set(body, made);
  return made;
}

/** Orders keys by their UTF-8 bytes, as S3 does. JavaScript orders by UTF-16, which differs beyond U+FFFF alone. */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (a !== b) return isSurrogate(a) === isSurrogate(b) || a < 0xd800 || b < 0xd800 ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return one.length - other.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** The index of the first key that is not less than the given one. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
