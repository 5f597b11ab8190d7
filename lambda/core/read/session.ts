import { Allowance } from '../flow/allowance';
import { Gauge } from '../flow/gauge';
import { Limiter, REQUESTS_AT_ONCE } from '../flow/limiter';
import type { LogFileEntry } from '../format/digest-content';
import { graceOf } from '../format/due';
import { DAY } from '../format/time';
import { acknowledgementsOf, type Acknowledgements } from '../model/acknowledgement';
import type { ValidationRequest } from '../model/request';
import type { Report } from '../model/result';
import {
  isReadFailure,
  ListingFailed,
  type KeyRange,
  type ListedObject,
  type ListedVersion,
  type ObjectRetention,
  type ReadFailure,
  type Store,
  type StoredObject,
} from '../model/store';
import { storeOf } from './copied-store';
import { isWithin, locationsOf, type TrailLocation } from './locations';
import { PublicKeys } from './public-keys';
import { VerdictCache } from './verdict-cache';

/** Objects longer than this are read as a stream. */
const STREAM_ABOVE = 512 * 1024;
const BROKEN_STREAM_RETRIES = 3;
/** So much of decompression bombs is inflated in one run: half a minute of a processor. */
const MOST_OF_BOMBS = 16 * 1024 * 1024 * 1024;

/** What all chains of one call share: the store, the one limiter, the keys of each Region, the counts of progress. */
export class Session {
  public readonly store: Store;
  public readonly limiter: Limiter;
  public readonly grace: number;
  public readonly backfillAllowance: number;
  public readonly deliveryAllowance: number;
  public readonly retentionStart: number;
  public readonly acknowledgements: Acknowledgements;
  /** Log files that verified digests list and that are not judged yet: bounds how far digests are read ahead. */
  public readonly logFilesAhead = new Gauge();
  public readonly bigDigests = new Limiter(1);
  public readonly bombs = new Allowance(MOST_OF_BOMBS);
  public readonly verdicts = new VerdictCache();
  /** Where the trail delivers, and then where it delivered before. */
  public readonly locations: readonly TrailLocation[];
  private readonly publicKeys = new Map<string, PublicKeys>();
  private readonly regionsWithoutKeys = new Set<string>();
  private readonly formats = new Set<string>();
  private done = 0;
  private total = 0;

  public constructor(
    store: Store,
    public readonly request: ValidationRequest,
    public readonly report: Report,
  ) {
    this.store = storeOf(request, store);
    this.limiter = request.limiter ?? new Limiter(REQUESTS_AT_ONCE);
    this.grace = graceOf(request);
    this.backfillAllowance = request.backfillAllowance ?? DAY;
    this.deliveryAllowance = Math.min(request.deliveryAllowance ?? DAY, 30 * DAY);
    this.retentionStart = request.retentionStart ?? -Infinity;
    this.acknowledgements = acknowledgementsOf(request);
    this.locations = locationsOf(request);
  }

  /** Nothing is kept of objects that nobody asks for. */
  public get reportsObjects(): boolean {
    return this.request.reportsObjects === true;
  }

  public get isStopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  /**
   * Where to read an object that a digest of this end says to be in this bucket; undefined where that is neither the
   * trail's bucket nor a declared former location at that time.
   */
  public readableBucket(named: { readonly bucket: string; readonly key: string }, end: number): string | undefined {
    const { copyOf, trail } = this.request;
    if (copyOf !== undefined && named.bucket === copyOf) return trail.bucket;
    if (named.bucket === trail.bucket) return trail.bucket;
    return this.locations.some((location) => isWithin(location, named, end)) ? named.bucket : undefined;
  }

  /** How documents name the bucket that an object was read from. */
  public namedBucket(read: string): string {
    return read === this.request.trail.bucket ? (this.request.copyOf ?? read) : read;
  }

  /** The log files that a digest lists, in a copy by the bucket that they are read from: a finding says where to look. */
  public entriesAsRead(entries: readonly LogFileEntry[]): readonly LogFileEntry[] {
    const { copyOf, trail } = this.request;
    if (copyOf === undefined) return entries;
    return entries.map((entry) => (entry.bucket === copyOf ? { ...entry, bucket: trail.bucket } : entry));
  }

  public publicKeysOf(region: string): PublicKeys {
    const keys = this.publicKeys.get(region) ?? new PublicKeys(this.store, this.limiter, region, this.request.window);
    this.publicKeys.set(region, keys);
    return keys;
  }

  /** Whether it is the first time that the keys of this Region are reported as unavailable. */
  public isFirstKeyFailure(region: string): boolean {
    if (this.regionsWithoutKeys.has(region)) return false;
    this.regionsWithoutKeys.add(region);
    return true;
  }

  /** Whether it is the first digest with these new fields: all of a trail have the same, and one notice says so. */
  public isFirstOfFormat(fields: string): boolean {
    const isFirst = !this.formats.has(fields);
    this.formats.add(fields);
    return isFirst;
  }

  /** Reads an object and uses it, all in one slot of the limiter. An object whose body breaks is requested again. */
  public useObject<T>(
    bucket: string,
    key: string,
    use: (object: StoredObject) => T | Promise<T>,
    { streamAbove = STREAM_ABOVE, isLowPriority = false }: { streamAbove?: number; isLowPriority?: boolean } = {},
  ): Promise<T | ReadFailure> {
    return this.limiter.run(async () => {
      if (isLowPriority && this.isStopped) return { failure: 'stopped' };
      let failure: ReadFailure = { failure: 'transient' };
      for (let attempt = 0; attempt < BROKEN_STREAM_RETRIES; attempt++) {
        try {
          const object = await this.store.readObject(bucket, key, streamAbove);
          return isReadFailure(object) ? object : await use(object);
        } catch (error) {
          failure = { failure: 'transient', detail: String(error) };
        }
      }
      return failure;
    }, isLowPriority);
  }

  /** A listing whose pages are requested through the limiter. */
  public list(bucket: string, range: KeyRange): AsyncGenerator<readonly ListedObject[]> {
    return this.limited(this.store.listObjects(bucket, range));
  }

  /** The same of all versions and delete markers. */
  public listVersions(bucket: string, range: KeyRange): AsyncGenerator<readonly ListedVersion[]> {
    const { store } = this;
    if (store.listVersions === undefined) throw new Error('the store has no versions');
    return this.limited(store.listVersions(bucket, range));
  }

  /** Until when a version is locked; undefined where the store has no locks. */
  public retentionOf(
    bucket: string,
    key: string,
    versionId: string,
  ): Promise<ObjectRetention | ReadFailure | undefined> {
    return this.limiter.run(() => Promise.resolve(this.store.readRetention?.(bucket, key, versionId)));
  }

  private async *limited<T>(listing: AsyncIterable<T>): AsyncGenerator<T> {
    const pages = listing[Symbol.asyncIterator]();
    try {
      for (;;) {
        const page = await this.limiter.run(() => pages.next());
        if (page.done === true) return;
        yield page.value;
      }
    } catch (error) {
      throw error instanceof ListingFailed ? error : new ListingFailed({ failure: 'transient', detail: String(error) });
    } finally {
      await pages.return?.();
    }
  }

  /** Counts objects that a listing or a digest has added to what is to be verified. */
  public countTotal(objects: number): void {
    this.total += objects;
  }

  public async countDone(objects: number): Promise<void> {
    this.done += objects;
    await this.report({ type: 'progress', done: this.done, total: this.total });
  }
}
