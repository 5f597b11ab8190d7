import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import type { Chain, ChainResult, Finding } from '../../core';
import { chainName } from '../../records/checkpoint-store';
import { readFindings } from '../../records/findings-file';
import { shardResultFormat, type Plan, type PlannedChain, type Shard, type ShardResult } from '../../records/plan';
import { WorkKeys } from './work-keys';

/** The results of the shards of one chain that are there; a shard that failed has left none. */
export interface ShardsOfChain {
  readonly chain: Chain;
  readonly results: ChainResult[];
}

export interface Gathered {
  /** By {@link chainName}. */
  readonly chains: ReadonlyMap<string, ShardsOfChain>;
  /** What the shards that failed were to verify. */
  readonly failed: readonly PlannedChain[];
  /** The keys of the lists of objects that the shards have judged. */
  readonly objects: readonly string[];
}

/** All results by chain. All findings are passed on one by one: there may be many. */
export async function gather(
  bucket: AuthenticatedBucket,
  { runId, shards, remaining }: Plan,
  add: (finding: Finding) => Promise<unknown> | undefined,
): Promise<Gathered> {
  const chains = new Map<string, ShardsOfChain>();
  const failed: PlannedChain[] = [];
  const objects: string[] = [];
  const shardsOf = ({ accountId, region }: Chain): ShardsOfChain => {
    const name = chainName({ accountId, region });
    const shardsOfChain = chains.get(name) ?? { chain: { accountId, region }, results: [] };
    chains.set(name, shardsOfChain);
    return shardsOfChain;
  };
  for (const shard of shards) {
    const result = await resultOf(bucket, runId, shard);
    if (result === undefined) failed.push(...shard.chains);
    shard.chains.forEach((chain, at) => {
      const { results } = shardsOf(chain);
      if (result?.results[at] !== undefined) results.push(result.results[at]);
    });
    if (result?.objects !== undefined) objects.push(result.objects);
    if (result?.findings === undefined) continue;
    // Each shard of a chain has looked at what was open; it is reported once.
    for (const finding of await readFindings(bucket, result.findings)) await add(finding);
  }
  remaining.forEach(shardsOf);
  return { chains, failed, objects };
}

/** What a shard left, if it is whole and its own. */
async function resultOf(
  bucket: AuthenticatedBucket,
  runId: string,
  { index, chains }: Shard,
): Promise<ShardResult | undefined> {
  const key = new WorkKeys(runId).result(index);
  const object = await bucket.get(key);
  if (object?.isAuthentic !== true) return undefined;
  const result = shardResultFormat.parse(object.body.toString('utf8'), key);
  return result.results.length === chains.length ? result : undefined;
}
