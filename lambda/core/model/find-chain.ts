import type { Chain } from './request';

const indexes = new WeakMap<readonly Chain[], ReadonlyMap<string, Chain>>();

/** What a list holds of a chain. Lists of many thousand chains are indexed once. */
export function findChain<T extends Chain>(list: readonly T[] | undefined, chain: Chain): T | undefined {
  if (list === undefined) return undefined;
  const index = indexes.get(list) ?? new Map([...list].reverse().map((item) => [nameOf(item), item]));
  indexes.set(list, index);
  return index.get(nameOf(chain)) as T | undefined;
}

function nameOf({ accountId, region }: Chain): string {
  return `${accountId}/${region}`;
}
