import type { ChainContext } from '../judge/chain-context';
import { KeyRing } from './public-keys';
import { Limiter, REQUESTS_AT_ONCE } from '../flow/limiter';
import type { ValidationRequest } from '../model/request';
import type { Report } from '../model/result';
import {
  isReadFailure,
  ListingFailed,
  type KeyRange,
  type ListedObject,
  type ReadFailure,
  type Store,
  type StoredObject,
} from '../model/store';
import { DAY, HOUR } from '../format/time';
import type { FoundEvents } from './verified-events';
import { VerdictCache } from './verdict-cache';

/** Objects longer than this come as a stream. */
const STREAM_ABOVE = 512 * 1024;
const BROKEN_STREAM_RETRIES = 3;

/** What all chains of one call share: the store, the one limiter, the keys of each Region, the counts of progress. */
export class Run {
  public readonly limiter: Limiter;
  public readonly grace: number;
  public readonly backfillAllowance: number;
  public readonly deliveryAllowance: number;
  public readonly retentionStart: number;
  public readonly acknowledged: ReadonlySet<string>;
  /** Log files that verified digests have named and that are not judged yet: bounds how far digests are read ahead. */
  public readonly logFilesAhead = new Gauge();
  public readonly bigDigests = new Limiter(1);
  public readonly verdicts = new VerdictCache();
  /** Events by the digest that they were found below, and the chains that they are looked for in. */
  public readonly events = new Map<string, Promise<FoundEvents>>();
  public readonly eventContexts = new Map<string, ChainContext>();
  private readonly keyRings = new Map<string, KeyRing>();
  private readonly buckets: ReadonlySet<string>;
  private readonly keyRegionsTold = new Set<string>();
  private done = 0;
  private known = 0;

  public constructor(
    public readonly store: Store,
    public readonly request: ValidationRequest,
    public readonly report: Report,
  ) {
    this.limiter = request.limiter ?? new Limiter(REQUESTS_AT_ONCE);
    this.grace = request.grace ?? 3 * HOUR;
    this.backfillAllowance = request.backfillAllowance ?? DAY;
    this.deliveryAllowance = Math.min(request.deliveryAllowance ?? DAY, 30 * DAY);
    this.retentionStart = request.retentionStart ?? -Infinity;
    this.acknowledged = new Set(request.acknowledged);
    this.buckets = new Set([request.trail.bucket, ...(request.allowedBuckets ?? [])]);
  }

  public get isStopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  /** Where an object lies that a document says to be in this bucket; undefined for a bucket that is not allowed. */
  public readableBucket(named: string): string | undefined {
    if (this.request.copyOf !== undefined && named === this.request.copyOf) return this.request.trail.bucket;
    return this.buckets.has(named) ? named : undefined;
  }

  /** How documents name the bucket that an object was read from. */
  public namedBucket(read: string): string {
    return read === this.request.trail.bucket ? (this.request.copyOf ?? read) : read;
  }

  /** The buckets that a chain's digests may lie in. */
  public get listedBuckets(): Iterable<string> {
    return this.buckets;
  }

  public keyRing(region: string): KeyRing {
    const ring = this.keyRings.get(region) ?? new KeyRing(this.store, this.limiter, region, this.request.window);
    this.keyRings.set(region, ring);
    return ring;
  }

  /** Whether a Region's keys are told to be unavailable for the first time. */
  public isNewKeyTrouble(region: string): boolean {
    if (this.keyRegionsTold.has(region)) return false;
    this.keyRegionsTold.add(region);
    return true;
  }

  /** Reads an object and uses it, all under one place of the limiter. A body that breaks is asked for again. */
  public useObject<T>(
    bucket: string,
    key: string,
    use: (object: StoredObject) => T | Promise<T>,
    { streamAbove = STREAM_ABOVE, isPatient = false }: { streamAbove?: number; isPatient?: boolean } = {},
  ): Promise<T | ReadFailure> {
    return this.limiter.run(async () => {
      if (isPatient && this.isStopped) return { failure: 'stopped' };
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
    }, isPatient);
  }

  /** A listing whose pages are asked for under the limiter. */
  public async *list(bucket: string, range: KeyRange): AsyncGenerator<readonly ListedObject[]> {
    const pages = this.store.listObjects(bucket, range)[Symbol.asyncIterator]();
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

  public learnOf(objects: number): void {
    this.known += objects;
  }

  public async progress(objects: number): Promise<void> {
    this.done += objects;
    await this.report({ type: 'progress', done: this.done, known: this.known });
  }
}

/** A number that others wait for to sink. */
export class Gauge {
  private level = 0;
  private waiting: (() => void)[] = [];

  public add(amount: number): void {
    this.level += amount;
    if (amount > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  public isBelow(limit: number): boolean {
    return this.level < limit;
  }

  public async below(limit: number): Promise<void> {
    while (this.level >= limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
