import { FINDINGS } from '../../core';
import type { FindingGroup } from '../../records/finding-groups';
import { countOf, sightingsBeyond, type Sighting } from '../../records/sightings';

/** How a group that people know has grown. */
export interface Growth {
  readonly group: FindingGroup;
  /** How many are new, whatever became of the others. */
  readonly added: number;
  /** Some of the new ones, the latest last. */
  readonly newest: FindingGroup['newest'];
}

/** Whether people are notified of what was first seen then. */
type IsDue = (firstSeen: number) => boolean;

/**
 * What is new of a group since people were notified of it, also where as many others are gone. What each run finds anew is
 * one finding for as long as it holds, and what is not stored can be compared by its number alone.
 */
export function growthOf(group: FindingGroup, before: FindingGroup, isDue: IsDue, wasDue: IsDue): Growth[] {
  if (FINDINGS[group.code].closedBy === 'next-run') return [];
  const isByNumber = group.isUnstored === true || before.isUnstored === true;
  const sightings = isByNumber ? [] : sightingsBeyond(dueOf(group, isDue), dueOf(before, wasDue));
  const added = isByNumber ? group.count - before.count : countOf(sightings);
  if (added <= 0) return [];
  return [{ group, added, newest: newestOf(group, sightings) }];
}

function dueOf({ sightings }: FindingGroup, isDue: IsDue): Sighting[] {
  return sightings.filter(({ time }) => isDue(time));
}

function newestOf({ newest }: FindingGroup, sightings: readonly Sighting[]): FindingGroup['newest'] {
  if (sightings.length === 0) return newest;
  const times = new Set(sightings.map(({ time }) => time));
  return newest.filter(({ firstSeen = NaN }) => times.has(firstSeen));
}
