import type { ChainIndex, Checkpoint, TimeRange } from '../../core';
import { HOUR, MINUTE } from '../../core/format/time';
import { chainName } from '../../records/checkpoint-store';
import type { PlainRequest, Plan, PlannedChain, Shard, ShardInput } from '../../records/plan';
import type { PublicKeyCache } from '../../records/public-key-cache';
import type { Estimate } from './estimate';

const MOST_CHAINS = 500;
/** At half a minute each and five at once they take less than two hours, so that hourly runs are not kept for long. */
const MOST_SHARDS = 1000;

/**
 * Cuts the work into shards of about so many objects: long chains by time, short ones together into one shard. Unless
 * another order is given, what is soon done comes first, so that a long history keeps no other chain waiting. Where days are
 * compared with their seals, they are cut by whole days.
 */
export function planShards(
  estimates: readonly Estimate[],
  window: TimeRange,
  objectsPerShard: number,
  mostShards = MOST_SHARDS,
  order = byObjects,
  unit = HOUR,
): Pick<Plan, 'shards' | 'remaining'> {
  const shards: Shard[] = [];
  const remaining: PlannedChain[] = [];
  let chains: PlannedChain[] = [];
  let objects = 0;
  const close = () => {
    if (chains.length > 0) shards.push({ index: shards.length, chains });
    [chains, objects] = [[], 0];
  };
  for (const estimated of [...estimates].sort(order)) {
    const cuts = cutsOf(estimated, window, objectsPerShard, unit);
    for (const shard of cuts) {
      const { accountId, region } = estimated.chain;
      if (objects + estimated.objects / cuts.length > objectsPerShard || chains.length >= MOST_CHAINS) close();
      if (shards.length >= mostShards) {
        remaining.push({ accountId, region, shard: { start: shard.start, end: window.end } });
        break;
      }
      chains.push({ accountId, region, shard });
      objects += estimated.objects / cuts.length;
    }
  }
  close();
  return { shards, remaining };
}

/** A total order: the plan of a run does not depend on the order in which its chains were found. */
function byObjects(one: Estimate, other: Estimate): number {
  return one.objects - other.objects || (chainName(one.chain) < chainName(other.chain) ? -1 : 1);
}

/** Not in the very minute of a digest's end: the log files of that minute are judged with it. */
const SHIFT = 2 * MINUTE;

/** Equal times of whole hours after a digest, or of whole days by UTC; the first reaches back to the start of the window. */
function cutsOf({ objects, from }: Estimate, window: TimeRange, objectsPerShard: number, unit: number): TimeRange[] {
  const units = Math.max(1, Math.ceil((window.end - from) / unit));
  const count = Math.min(units, Math.max(1, Math.ceil(objects / objectsPerShard)));
  const step = Math.ceil(units / count) * unit;
  const base = unit === HOUR ? from : Math.floor(from / unit) * unit;
  const inner = Array.from({ length: count - 1 }, (_, index) => base + SHIFT + (index + 1) * step);
  const edges = [window.start, ...inner.filter((time) => time > window.start && time < window.end), window.end];
  return edges.slice(1).map((end, index) => ({ start: edges[index], end }));
}

/** What a shard is verified by: the checkpoints, expectations and keys of its own chains alone. */
export function shardInput(
  shard: Shard,
  request: PlainRequest,
  states: ChainIndex<Checkpoint>,
  publicKeys: PublicKeyCache,
): ShardInput {
  const chains = new Map(shard.chains.map((chain) => [chainName(chain), chain]));
  return {
    ...shard,
    request: { ...request, expected: request.expected?.filter((chain) => chains.has(chainName(chain))) },
    checkpoints: [...chains.values()].flatMap((chain) => states.entryOf(chain) ?? []),
    keys: publicKeys.ofRegions(shard.chains.map(({ region }) => region)),
  };
}
