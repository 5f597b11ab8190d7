import { createHash } from 'node:crypto';

/** An object of a stand-in bucket. */
export interface StandInObject {
  readonly body: Buffer;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  readonly storageClass?: string;
  readonly contentEncoding?: string;
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
}

/** A bucket kept in a map, which tests change as they go. */
export class MemoryBucket implements BucketContent {
  private sorted?: readonly string[];
  private readonly objects = new Map<string, StandInObject>();
  private readonly history = new Map<string, StandInVersion[]>();

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
    return [...this.history.keys()].sort(compareKeys);
  }

  /** A bucket with the same objects and versions, to be changed apart from this one. */
  public copy(): MemoryBucket {
    const copy = new MemoryBucket();
    for (const [key, object] of this.objects) copy.objects.set(key, object);
    for (const [key, versions] of this.history) copy.history.set(key, versions);
    return copy;
  }

  public put(key: string, object: Partial<StandInObject> & { readonly body: Buffer }): void {
    const stored = { lastModified: new Date(0), ...object };
    this.objects.set(key, stored);
    this.addVersion(key, { lastModified: stored.lastModified, object: stored });
  }

  public delete(key: string, lastModified = new Date(0)): void {
    this.objects.delete(key);
    this.addVersion(key, { lastModified });
  }

  /** Deletes all versions for good, as whoever may bypass governance can. */
  public erase(key: string): void {
    this.objects.delete(key);
    this.history.delete(key);
    this.sorted = undefined;
  }

  private addVersion(key: string, version: Omit<StandInVersion, 'versionId'>): void {
    this.sorted = undefined;
    const versions = this.history.get(key) ?? [];
    this.history.set(key, [{ versionId: `v${versions.length + 1}`, ...version }, ...versions]);
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
