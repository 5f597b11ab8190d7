import type { Checkpoint } from '../core';
import type { CountedCheckpoint } from '../records/checkpoint';
import type { ItemVersion } from '../records/checkpoint-store';

/** What a run starts from, for one chain. */
export interface ChainState extends CountedCheckpoint {
  /** The item in the table, for the condition of the write; undefined where there is none. */
  readonly item?: ItemVersion;
  /** It is not what the table holds, so it has to be written even if nothing else changes. */
  readonly isRestored: boolean;
}

/** By {@link chainName}. */
export type ChainStates = Map<string, ChainState>;

/** The fields of a checkpoint that holds nothing. */
export const EMPTY = { segments: [], backfills: [], openItems: [], pendingLogFiles: [] } as const;

export function isEmpty({ segments, backfills, openItems, pendingLogFiles, expectedSince }: Checkpoint): boolean {
  const lists = [segments, backfills, openItems, pendingLogFiles];
  return expectedSince === undefined && lists.every(({ length }) => length === 0);
}

export function checkpointsOf(chains: ChainStates): Checkpoint[] {
  return [...chains.values()].map(({ checkpoint }) => checkpoint);
}
