import type { Store, StoredObject } from '../../../lambda/core';
import { checkDigest, loadPublicKeys, type DigestContext, type ValidDigest } from './digest';
import { listDigests, timeOf, type Listing, type Scope } from './listing';
import { Fatal, readObject } from './failure';

/** What the walk meets, in its order: newest first. */
export type Step =
  | { readonly kind: 'valid'; readonly backfill: boolean; readonly digest: ValidDigest }
  | { readonly kind: 'invalid'; readonly backfill: boolean; readonly place: string; readonly reason: string }
  | { readonly kind: 'gap'; readonly backfill: boolean; readonly from: number; readonly to: number };

const HOUR = 3_600_000;
const READ_AHEAD = 32;

/** Walks the chain as the AWS CLI does: from the newest digest listed along the names in digests that are valid. */
export class Walk {
  private readonly listings = new Map<string, Promise<Listing>>();
  private readonly reads = new Map<string, Promise<StoredObject | undefined>>();

  public constructor(
    private readonly store: Store,
    private readonly scope: Scope,
    private readonly bucket: string,
  ) {}

  /** The chain of digests, then that of backfill digests. */
  public async *steps(): AsyncGenerator<Step> {
    yield* this.chain(false);
    yield* this.chain(true);
  }

  private async *chain(backfill: boolean): AsyncGenerator<Step> {
    const { start, end, region, homeRegion } = this.scope;
    let bucket = this.bucket;
    let keys = await this.list(bucket, end, backfill);
    const publicKeys = backfill
      ? new Map<string, Uint8Array>()
      : await loadPublicKeys(this.store, region, start, end + 2 * HOUR);
    const context: DigestContext = { store: this.store, keyRegion: region, homeRegion, backfill, publicKeys };

    let key = keys.pop();
    let lastStart = key === undefined ? 0 : timeOf(key);
    while (key !== undefined && start <= lastStart) {
      const found = await this.load(context, bucket, key, keys);
      if ('reason' in found) {
        yield { kind: 'invalid', backfill, place: `s3://${bucket}/${key}`, reason: found.reason };
        key = takeOlder(keys, key);
        continue;
      }
      lastStart = found.start;
      yield { kind: 'valid', backfill, digest: found };
      if (found.previous === undefined) {
        key = takeOlder(keys, key);
        if (key !== undefined) yield { kind: 'gap', backfill, from: timeOf(key), to: lastStart };
        continue;
      }
      key = found.previous.key;
      if (found.previous.bucket !== bucket) {
        bucket = found.previous.bucket;
        keys = await this.list(bucket, found.end, backfill);
      }
    }
  }

  private async load(
    context: DigestContext,
    bucket: string,
    key: string,
    upcoming: readonly string[],
  ): Promise<ValidDigest | { reason: string }> {
    try {
      const object = await this.read(bucket, key, upcoming);
      return object === undefined ? { reason: 'not found' } : await checkDigest(context, bucket, key, object);
    } catch (error) {
      if (error instanceof Fatal) throw error;
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Reads the object, and begins to read those that will most likely be asked for next. */
  private async read(bucket: string, key: string, upcoming: readonly string[]): Promise<StoredObject | undefined> {
    for (const next of [key, ...upcoming.slice(-READ_AHEAD)]) {
      const place = `${bucket}/${next}`;
      if (this.reads.has(place)) continue;
      const reading = readObject(this.store, bucket, next);
      reading.catch(() => undefined);
      this.reads.set(place, reading);
    }
    const reading = this.reads.get(`${bucket}/${key}`);
    this.reads.delete(`${bucket}/${key}`);
    return reading;
  }

  /** One listing serves both chains; a bucket listed again for the same time goes on where it was left. */
  private async list(bucket: string, end: number, backfill: boolean): Promise<string[]> {
    const name = `${bucket} ${end}`;
    const listing = this.listings.get(name) ?? listDigests(this.store, this.scope, bucket, end);
    this.listings.set(name, listing);
    const { digests, backfills } = await listing;
    return backfill ? backfills : digests;
  }
}

function takeOlder(keys: string[], than: string): string | undefined {
  const time = timeOf(than);
  for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
    if (timeOf(key) < time) return key;
  }
  return undefined;
}
