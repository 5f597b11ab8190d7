import type { SealOfDay } from '../core/model/sealing';
import { MOST_LINKS, type SealLink } from './seal';

/**
 * What later seals name: the seal in force of each day, or else the one that was named before. One that is gone or forged is
 * named further on, so that no other takes its place.
 */
export function linksOf(found: readonly SealOfDay[], named: ReadonlyMap<number, SealLink>): SealLink[] {
  const links = new Map(named);
  for (const { day, number, sha256, sealedAt } of found) {
    if (sha256 !== undefined) links.set(day, { day, number, sha256, sealedAt });
  }
  return [...links.values()].sort((one, other) => other.day - one.day);
}

/** The seals that one of a day names: those of the days before it. */
export function linksBefore(links: readonly SealLink[], day: number): SealLink[] {
  return links.filter((link) => link.day < day).slice(0, MOST_LINKS);
}

/** The number before the first one after a seal's that no object has. */
export function beforeNextFree(number: number, listed: readonly { readonly number: number }[]): number {
  const taken = new Set(listed.map((seal) => seal.number));
  let last = number;
  while (taken.has(last + 1)) last++;
  return last;
}
