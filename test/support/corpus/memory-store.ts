import type {
  KeyRange,
  ListedObject,
  ObjectVersion,
  PublicKey,
  ReadFailure,
  Store,
  StoredObject,
  TimeRange,
} from '../../../lambda/core';
import { ListingFailed } from '../../../lambda/core';
import type { Corpus } from './bucket';

export interface MemoryObject {
  body: Buffer;
  metadata: Record<string, string>;
  /** Where it is not in the bucket of the store. */
  bucket?: string;
  /** Left out as in a folder. */
  lastModified?: number;
  /** Left out as in a bucket without versions. */
  versionId?: string;
  storageClass?: string;
}

/** A bucket in memory, to be changed by hand: a store of the core for tests. */
export class MemoryStore implements Store {
  public readonly objects = new Map<string, MemoryObject>();
  public readonly failures = new Map<string, ReadFailure>();
  /** By a prefix, or by a bucket and a prefix. */
  public readonly listingFailures = new Map<string, ReadFailure>();
  public readonly keyFailures = new Map<string, ReadFailure>();
  public readonly publicKeys = new Map<string, PublicKey[]>();
  public readonly history = new Map<string, ObjectVersion[]>();
  public readonly calls = { listings: 0, folders: 0, reads: [] as string[], keys: 0 };
  public pageSize = 1000;

  public dropsMetadata?: boolean;
  /** What was written later is not there yet. */
  public now = Infinity;
  /** Which of a Region's keys are answered for a range. */
  public answerKeys = (range: TimeRange, all: readonly PublicKey[]): readonly PublicKey[] =>
    all.filter(({ validFrom = -Infinity, validTo = Infinity }) => validFrom < range.end && validTo > range.start);

  public constructor(public bucket: string) {}

  private static readonly laidOut = new WeakMap<Corpus, MemoryStore>();

  /** All of a corpus, laid out in memory. */
  public static of(corpus: Corpus): MemoryStore {
    const store = MemoryStore.laidOut.get(corpus) ?? MemoryStore.layOut(corpus);
    MemoryStore.laidOut.set(corpus, store);
    return store.copy();
  }

  private static layOut(corpus: Corpus): MemoryStore {
    const store = new MemoryStore(corpus.place.bucket);
    for (const key of corpus.keys()) {
      const { body, metadata, lastModified } = corpus.read(key) ?? unreachable(key);
      const bucket = corpus.chains.find((chain) => chain.read(key) !== undefined)?.bucketOf(key);
      const isElsewhere = bucket !== corpus.place.bucket;
      store.objects.set(key, { body, metadata, lastModified, ...(isElsewhere && { bucket }) });
    }
    for (const region of corpus.options.regions) {
      store.publicKeys.set(
        region,
        corpus.publicKeys(region).map((key) => ({ ...key, source: 'ListPublicKeys' })),
      );
    }
    return store;
  }

  public copy(): MemoryStore {
    const copy = new MemoryStore(this.bucket);
    for (const [key, object] of this.objects) copy.objects.set(key, { ...object, metadata: { ...object.metadata } });
    for (const [region, keys] of this.publicKeys) copy.publicKeys.set(region, [...keys]);
    return copy;
  }

  public get(key: string): MemoryObject {
    return this.objects.get(key) ?? unreachable(key);
  }

  private isIn(bucket: string, key: string): boolean {
    return (this.get(key).bucket ?? this.bucket) === bucket;
  }

  private isBucket(bucket: string): boolean {
    return bucket === this.bucket || [...this.objects.values()].some((object) => object.bucket === bucket);
  }

  private isThere(key: string): boolean {
    return (this.get(key).lastModified ?? 0) <= this.now;
  }

  public async *listObjects(bucket: string, { prefix, after = '', before }: KeyRange): AsyncGenerator<ListedObject[]> {
    this.calls.listings++;
    const failure = this.listingFailures.get(prefix) ?? this.listingFailures.get(`${bucket}/${prefix}`);
    if (failure !== undefined) throw new ListingFailed(failure);
    if (!this.isBucket(bucket)) throw new ListingFailed({ failure: 'no-bucket' });
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after && (before === undefined || key < before))
      .filter((key) => this.isThere(key) && this.isIn(bucket, key))
      .sort();
    for (let index = 0; index < keys.length; index += this.pageSize) {
      if (index > 0) this.calls.listings++;
      yield keys.slice(index, index + this.pageSize).map((key) => {
        const { body, lastModified } = this.get(key);
        return { key, size: body.length, lastModified };
      });
    }
  }

  public async *listFolders(
    bucket: string,
    prefix: string,
    onObject?: (object: ListedObject) => void,
  ): AsyncGenerator<string[]> {
    this.calls.folders++;
    const below = [...this.objects.keys()].filter(
      (key) => key.startsWith(prefix) && this.isIn(bucket, key) && this.isThere(key),
    );
    for (const key of onObject === undefined ? [] : below.filter((one) => !one.slice(prefix.length).includes('/'))) {
      onObject?.({ key, size: this.get(key).body.length, lastModified: this.get(key).lastModified });
    }
    const folders = below.map((key) => key.slice(prefix.length)).filter((rest) => rest.includes('/'));
    yield [...new Set(folders.map((rest) => rest.slice(0, rest.indexOf('/'))))].sort();
  }

  public async readObject(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    this.calls.reads.push(key);
    const failure = this.failures.get(key);
    if (failure !== undefined) return failure;
    const object = this.objects.has(key) && this.isIn(bucket, key) ? this.objects.get(key) : undefined;
    if (object === undefined || !this.isThere(key)) return { failure: 'absent' };
    const { body, metadata, lastModified, versionId, storageClass } = object;
    const facts = { lastModified, versionId, storageClass, size: body.length };
    return { body: body.length > streamAbove ? inChunks(body) : body, metadata, ...facts };
  }

  public async readPublicKeys(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    this.calls.keys++;
    const failure = this.keyFailures.get(region);
    if (failure !== undefined) return failure;
    return this.answerKeys(range, this.publicKeys.get(region) ?? []);
  }

  public async readHistory(_bucket: string, key: string): Promise<ObjectVersion[] | ReadFailure> {
    return this.history.get(key) ?? [];
  }
}

async function* inChunks(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < body.length; index += 65_536) yield body.subarray(index, index + 65_536);
}

function unreachable(key: string): never {
  throw new Error(`no object ${key}`);
}
