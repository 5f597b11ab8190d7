import type { Chain } from '../core';
import { chainName } from '../records/checkpoint-store';
import type { PlannedChain } from '../records/plan';
import type { UnfinishedChain } from '../records/report';
import type { FinishedRun } from './finished-run';

/** A summary names so many, since Step Functions takes 256 KiB. */
const MOST_NAMED = 100;

/** What this run was to verify and did not: shards that failed, and chains that were cut short. */
export function unfinishedOf({
  results,
  request: { window },
  failed = [],
  remaining = [],
}: FinishedRun): UnfinishedChain[] {
  const isRemaining = new Set(remaining.map(chainName));
  const cutShort = results.filter((result) => result.shard.end < window.end && !isRemaining.has(chainName(result)));
  return distinct([...failed.map(planned), ...cutShort.map((result) => unfinished(result, result.shard.end))]);
}

/** All that remains for later runs. */
export function remainingOf(run: FinishedRun): UnfinishedChain[] {
  const { mode, request, writer, remaining = [] } = run;
  const sweeps = mode === 'sweep' ? [] : writer.remainingSweeps();
  return distinct([
    ...unfinishedOf(run),
    ...remaining.map(planned),
    ...sweeps.map((checkpoint) => unfinished(checkpoint, checkpoint.sweptTo ?? request.window.start, true)),
  ]);
}

/** For people: by account, Region and time. */
export function namesOf(chains: readonly UnfinishedChain[]): string[] {
  const names = chains.slice(0, MOST_NAMED).map(nameOf);
  return chains.length > MOST_NAMED ? [...names, `and ${chains.length - MOST_NAMED} more`] : names;
}

function planned(chain: PlannedChain): UnfinishedChain {
  return unfinished(chain, chain.shard.start);
}

function unfinished({ accountId, region }: Chain, from: number, isSweep = false): UnfinishedChain {
  return { accountId, region, from, isSweep };
}

function distinct(chains: readonly UnfinishedChain[]): UnfinishedChain[] {
  return [...new Map(chains.map((chain) => [nameOf(chain), chain])).values()];
}

function nameOf({ accountId, region, from, isSweep }: UnfinishedChain): string {
  return `${isSweep ? 'sweep of ' : ''}${accountId} ${region} from ${new Date(from).toISOString()}`;
}
