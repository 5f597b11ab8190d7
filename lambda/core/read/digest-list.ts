import { DAY, HOUR } from '../format/time';
import { ListingFailed, type ListedObject } from '../model/store';
import type { ChainLocation, ChainLocations } from './chain-locations';
import type { Session } from './session';

export interface ListedDigest extends ListedObject {
  readonly bucket: string;
  /** By its name. */
  readonly end: number;
  readonly isBackfill: boolean;
}

export interface LocatedObject extends ListedObject {
  readonly bucket: string;
}

const DONE = Promise.resolve();
const LOOK_BACK = [32 * DAY, Infinity];

interface Found {
  readonly normal: ListedDigest[];
  readonly backfills: ListedDigest[];
  readonly others: ListedDigest[];
  readonly unrecognized: LocatedObject[];
}

/** The digests of a chain by their names, wherever the trail delivered them. Only the times that are needed are listed. */
export class DigestList {
  public normal: readonly ListedDigest[] = [];
  public backfills: readonly ListedDigest[] = [];
  /** Other trails' digests under the same prefix. */
  public others: readonly ListedDigest[] = [];
  /** Objects in the folder of the digests whose names are none that CloudTrail writes. */
  public unrecognized: readonly LocatedObject[] = [];
  /** Former locations whose digests can't be listed, each with the reason. */
  public readonly failed = new Map<ChainLocation, ListingFailed>();
  private names = new Set<string>();
  private ends = new Set<number>();
  /** By the hour in which they end: those that may still be digests of CloudTrail. */
  private possible: ByHour = new Map();
  /** Those that were put aside, by bucket and key, and those of them of which it is not known whether they are digests. */
  private readonly aside = new Set<string>();
  private readonly doubtful: ByHour = new Map();
  private loading: Promise<void> = DONE;
  private from = Infinity;
  private to = -Infinity;

  public constructor(
    private readonly session: Session,
    private readonly locations: ChainLocations,
  ) {}

  /** Whether a normal digest ends at this time, in whatever bucket. */
  public has(end: number): boolean {
    return this.ends.has(end);
  }

  /** Whether there is a digest of this name in this bucket. */
  public holds({ bucket, key }: { readonly bucket: string; readonly key: string }): boolean {
    return this.names.has(`${bucket}/${key}`);
  }

  /** Lists what is not listed yet of the digests that end from `from` to before `to`. */
  public load(fromTime: number, toTime: number): Promise<void> {
    // Whole days, since the digests of several trails are not in the order of time within the folder of a day.
    const from = Math.floor(fromTime / DAY) * DAY;
    const to = Math.ceil(toTime / DAY) * DAY;
    if (from >= this.from && to <= this.to) return DONE;
    // One listing after the other: of two at once, each would drop what the other found.
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
    for (const reach of [0, ...LOOK_BACK]) {
      if (reach > 0) await this.load(time - reach, Math.max(time, this.to));
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

  /** As `allEndingWithin`, without those that were put aside. */
  public async possibleEndingWithin(from: number, to: number): Promise<readonly ListedDigest[]> {
    await this.load(from, this.upToNow(to));
    return [...this.within(this.possible, from, to)];
  }

  /** Whether one was put aside that may list a log file all the same. */
  public hasDoubtful(from: number, to: number): boolean {
    for (const digest of this.within(this.doubtful, from, to)) return digest !== undefined;
    return false;
  }

  /**
   * Puts digests aside that are not verified. Whoever puts thousands there has each of them looked at once, and not again
   * for each log file that is searched in them.
   */
  public putAside(digests: readonly ListedDigest[], isDoubtful: (digest: ListedDigest) => boolean): void {
    for (const digest of digests) {
      this.aside.add(nameOf(digest));
      if (isDoubtful(digest)) addTo(this.doubtful, digest);
    }
    for (const hour of new Set(digests.map(hourOf))) {
      const rest = (this.possible.get(hour) ?? []).filter((digest) => !this.aside.has(nameOf(digest)));
      this.possible.set(hour, rest);
    }
  }

  private *within(byHour: ByHour, from: number, to: number): Generator<ListedDigest> {
    const last = Math.floor(Math.min(to, this.to) / HOUR);
    for (let hour = Math.floor(Math.max(from, this.from) / HOUR); hour <= last; hour++) {
      for (const digest of byHour.get(hour) ?? []) if (digest.end > from && digest.end <= to) yield digest;
    }
  }

  /** Digests that end later can't exist yet. */
  private upToNow(time: number): number {
    return Math.min(time, this.session.request.now) + HOUR;
  }

  private async add(from: number, to: number): Promise<void> {
    const found: Found = { normal: [], backfills: [], others: [], unrecognized: [] };
    await this.listIn(this.locations.current, from, to, found);
    for (const location of this.locations.former) await this.listFormer(location, from, to, found);
    const merge = (listed: readonly ListedDigest[], more: readonly ListedDigest[]) =>
      [...listed, ...more].sort((a, b) => a.end - b.end);
    this.normal = merge(this.normal, found.normal);
    this.backfills = merge(this.backfills, found.backfills);
    this.others = merge(this.others, found.others);
    this.unrecognized = [...this.unrecognized, ...found.unrecognized];
    this.ends = new Set(this.normal.map(({ end }) => end));
    this.possible = new Map();
    for (const digest of [...this.normal, ...this.backfills, ...this.others]) {
      if (!this.aside.has(nameOf(digest))) addTo(this.possible, digest);
    }
    this.names = new Set([...this.normal, ...this.backfills].map(({ bucket, key }) => `${bucket}/${key}`));
  }

  /** Where a former bucket is out of reach, what the trail's own holds is verified all the same. */
  private async listFormer(location: ChainLocation, from: number, to: number, found: Found): Promise<void> {
    const [start, end] = [Math.max(from, location.from - DAY), Math.min(to, location.to + DAY)];
    if (start >= end || this.failed.has(location)) return;
    const own: Found = { normal: [], backfills: [], others: [], unrecognized: [] };
    try {
      await this.listIn(location, start, end, own);
    } catch (error) {
      if (!(error instanceof ListingFailed)) throw error;
      this.failed.set(location, error);
      return;
    }
    const isThen = (digest: ListedDigest) => this.locations.ofDigest(digest, digest.end) === location;
    for (const list of ['normal', 'backfills', 'others'] as const) found[list].push(...own[list].filter(isThen));
    found.unrecognized.push(...own.unrecognized);
  }

  private async listIn({ bucket, keys }: ChainLocation, from: number, to: number, found: Found): Promise<void> {
    const range = {
      prefix: keys.digestPrefix,
      after: Number.isFinite(from) ? keys.digestDayBound(from) : undefined,
      before: Number.isFinite(to) ? keys.digestDayBound(to) : undefined,
    };
    for await (const page of this.session.list(bucket, range)) {
      for (const object of page) {
        const name = keys.parseDigestKey(object.key);
        const other = name === undefined ? keys.parseOtherDigestKey(object.key) : undefined;
        if (name !== undefined) (name.isBackfill ? found.backfills : found.normal).push({ ...object, ...name, bucket });
        else if (other !== undefined) found.others.push({ ...object, ...other, bucket });
        else if (object.size > 0 || !object.key.endsWith('/')) found.unrecognized.push({ ...object, bucket });
      }
    }
  }
}

type ByHour = Map<number, ListedDigest[]>;

function addTo(byHour: ByHour, digest: ListedDigest): void {
  const others = byHour.get(hourOf(digest));
  if (others === undefined) byHour.set(hourOf(digest), [digest]);
  else others.push(digest);
}

function hourOf({ end }: ListedDigest): number {
  return Math.floor(end / HOUR);
}

function nameOf({ bucket, key }: ListedDigest): string {
  return `${bucket}/${key}`;
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
