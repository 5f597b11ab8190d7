import type { ChainKeys } from '../format/object-keys';
import type { Run } from './session';
import type { ListedObject } from '../model/store';
import { DAY, HOUR } from '../format/time';

export interface ListedDigest extends ListedObject {
  readonly bucket: string;
  /** By its name. */
  readonly end: number;
  readonly isBackfill: boolean;
}

const DONE = Promise.resolve();
const LOOK_BACK = [32 * DAY, Infinity];

/** The digests of a chain by their names, listed as far as anyone asks. */
export class DigestList {
  public normal: readonly ListedDigest[] = [];
  public backfills: readonly ListedDigest[] = [];
  /** Other trails' digests under the same prefix. */
  public others: readonly ListedDigest[] = [];
  /** Objects whose names are no digest's. */
  public strange: readonly ListedObject[] = [];
  private ends = new Set<number>();
  private loading: Promise<void> = DONE;
  private from = Infinity;
  private to = -Infinity;

  public constructor(
    private readonly run: Run,
    private readonly keys: ChainKeys,
  ) {}

  public has(end: number): boolean {
    return this.ends.has(end);
  }

  /** Lists what is not listed yet of the digests that end from `from` to before `to`. */
  public load(fromTime: number, toTime: number): Promise<void> {
    // Whole days: within a day's folder other trails' digests are not in the order of time.
    const from = Math.floor(fromTime / DAY) * DAY;
    const to = Math.ceil(toTime / DAY) * DAY;
    if (from >= this.from && to <= this.to) return DONE;
    // One after the other: two that list at once would each drop what the other found.
    const loading = this.loading.then(() => this.extend(from, to));
    this.loading = loading.catch(() => undefined);
    return loading;
  }

  private async extend(from: number, to: number): Promise<void> {
    if (this.from > this.to) await this.add(from, to);
    else {
      if (from < this.from) await this.add(from, this.from);
      if (to > this.to) await this.add(this.to, to);
    }
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  /** The last normal digest that ends before this time, however long before. */
  public async lastBefore(time: number): Promise<ListedDigest | undefined> {
    for (const look of [0, ...LOOK_BACK]) {
      if (look > 0) await this.load(time - look, Math.max(time, this.to));
      const index = lowerBound(this.normal, time);
      if (index > 0) return this.normal[index - 1];
    }
    return undefined;
  }

  /** The normal digests that end after `from` and up to `to`. */
  public async endingWithin(from: number, to: number): Promise<readonly ListedDigest[]> {
    await this.load(from, this.upToNow(to));
    return this.normal.slice(lowerBound(this.normal, from + 1), lowerBound(this.normal, to + 1));
  }

  /** Digests of every kind and trail that end after `from` and up to `to`. */
  public async allEndingWithin(from: number, to: number): Promise<readonly ListedDigest[]> {
    await this.load(from, this.upToNow(to));
    return [this.normal, this.backfills, this.others].flatMap((list) =>
      list.slice(lowerBound(list, from + 1), lowerBound(list, to + 1)),
    );
  }

  /** What ends later can't be there yet. */
  private upToNow(time: number): number {
    return Math.min(time, this.run.request.now) + HOUR;
  }

  private async add(from: number, to: number): Promise<void> {
    const normal = [...this.normal];
    const backfills = [...this.backfills];
    const others = [...this.others];
    const strange = [...this.strange];
    const range = {
      prefix: this.keys.digestPrefix,
      after: Number.isFinite(from) ? this.keys.digestDayBound(from) : undefined,
      before: Number.isFinite(to) ? this.keys.digestDayBound(to) : undefined,
    };
    for (const bucket of this.run.listedBuckets) {
      for await (const page of this.run.list(bucket, range)) {
        for (const object of page) {
          const name = this.keys.parseDigestKey(object.key);
          const other = name === undefined ? this.keys.parseOtherDigestKey(object.key) : undefined;
          if (name !== undefined) (name.isBackfill ? backfills : normal).push({ ...object, ...name, bucket });
          else if (other !== undefined) others.push({ ...object, ...other, bucket });
          else if (object.size > 0 || !object.key.endsWith('/')) strange.push(object);
        }
      }
    }
    const byEnd = (a: ListedDigest, b: ListedDigest) => a.end - b.end;
    [this.normal, this.backfills, this.others] = [normal.sort(byEnd), backfills.sort(byEnd), others.sort(byEnd)];
    this.strange = strange;
    this.ends = new Set(normal.map(({ end }) => end));
  }
}

/** The index of the first digest that ends at this time or later. */
export function lowerBound(list: readonly ListedDigest[], time: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle].end < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
