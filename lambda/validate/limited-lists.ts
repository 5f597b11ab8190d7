import type { Acknowledgement } from '../core';
import type { Omitted, Report, UnfinishedChain } from '../records/report';

/** A report names so many chains that a run did not get to, and as many of which the sweep alone is unfinished. */
const MOST_UNFINISHED = 1000;
/** It names so many of what persons have acknowledged, the newest of it. */
const MOST_ACKNOWLEDGED = 5000;

/** The lists of a report that grow with the organization, as far as there is room, and how many more there are. */
export function limitedLists(
  unfinished: readonly UnfinishedChain[],
  acknowledged: readonly Acknowledgement[],
): Pick<Report, 'unfinished' | 'acknowledged' | 'omitted'> {
  const [sweeps, chains] = [true, false].map((isSweep) => unfinished.filter((chain) => chain.isSweep === isSweep));
  const more = (count: number, most: number) => Math.max(0, count - most);
  const omitted: Omitted = {
    unfinished: more(chains.length, MOST_UNFINISHED),
    unfinishedSweeps: more(sweeps.length, MOST_UNFINISHED),
    acknowledged: more(acknowledged.length, MOST_ACKNOWLEDGED),
  };
  return {
    unfinished: [...chains.slice(0, MOST_UNFINISHED), ...sweeps.slice(0, MOST_UNFINISHED)],
    // They come in the order of their time.
    acknowledged: acknowledged.slice(omitted.acknowledged),
    ...(Object.values(omitted).some((count) => count > 0) && { omitted }),
  };
}
