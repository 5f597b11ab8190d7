import type { TimeRange } from './store';

export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly keyPrefix?: string;
  /** For an organization trail, for example `o-exampleorgid`. */
  readonly organizationId?: string;
}

/** Where the trail delivered before, as its owner declares it. */
export interface FormerLocation {
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly keyPrefix?: string;
  /** The account that the bucket must belong to: each request names it. */
  readonly ownerAccountId: string;
  /** Digests and log files of this time alone are looked for there. */
  readonly since: number;
  readonly until: number;
}

/** The accounts that the buckets of former locations must belong to, by their names. */
export function ownersOf(locations: readonly FormerLocation[]): ReadonlyMap<string, string> {
  return new Map(locations.map(({ bucket, ownerAccountId }) => [bucket, ownerAccountId]));
}

/** The digests and log files of one account in one Region. */
export interface Chain {
  readonly accountId: string;
  readonly region: string;
}

/** A part of the window of one chain; the whole window where no time is given. */
export interface ChainShard extends Chain {
  readonly shard?: TimeRange;
}

/** One entry for each chain, found by its chain, where there are too many to hold all of them as objects. */
export interface ChainIndex<T extends Chain> {
  readonly length: number;
  entryOf(chain: Chain): T | undefined;
  chains(): Iterable<Chain>;
}

/** Entries about chains. */
export type ChainEntries<T extends Chain> = readonly T[] | ChainIndex<T>;

const indexes = new WeakMap<readonly Chain[], ReadonlyMap<string, Chain>>();

/** The entry of a list that is about this chain. A list of many thousand chains is indexed once. */
export function findChain<T extends Chain>(list: ChainEntries<T> | undefined, chain: Chain): T | undefined {
  if (list === undefined) return undefined;
  if ('entryOf' in list) return list.entryOf(chain);
  const index = indexes.get(list) ?? new Map([...list].reverse().map((item) => [nameOf(item), item]));
  indexes.set(list, index);
  return index.get(nameOf(chain)) as T | undefined;
}

/** The chains that entries are about. */
export function chainsIn(list: ChainEntries<Chain>): Iterable<Chain> {
  return 'entryOf' in list ? list.chains() : list;
}

function nameOf({ accountId, region }: Chain): string {
  return `${accountId}/${region}`;
}
