import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import { PublicKeyUse, type Chain, type ChainResult, type Finding } from '../../core';
import { chainName } from '../../records/checkpoint-store';
import { readFindings } from '../../records/findings-file';
import { shardResultFormat, type Plan, type PlannedChain, type Shard, type ShardResult } from '../../records/plan';
import { WorkKeys } from './work-keys';

/** The results of the shards of one chain that are there; a shard that failed has left none. */
export interface ShardsOfChain {
  readonly chain: Chain;
  readonly results: ChainResult[];
}

/** What the shards of a run have left, one shard after the other: all of it may not fit into memory. */
export class Gathering {
  /** What the shards that failed were to verify. */
  public readonly failed: PlannedChain[] = [];
  /** The keys of the lists of objects that the shards have judged. */
  public readonly objects: string[] = [];
  /** By which public keys the shards have verified digests. */
  public readonly publicKeys = new PublicKeyUse();

  /** All findings are passed on one by one: there may be many. */
  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly plan: Plan,
    private readonly add: (finding: Finding) => Promise<unknown> | undefined,
  ) {}

  /** Each chain, once its last shard and the findings of that are read. */
  public async *chains(): AsyncGenerator<ShardsOfChain> {
    const { runId, shards, remaining } = this.plan;
    const last = new Map(
      shards.flatMap(({ index, chains }) => chains.map((chain) => [chainName(chain), index] as const)),
    );
    const open = new Map<string, ShardsOfChain>();
    for (const shard of shards) {
      const result = await resultOf(this.bucket, runId, shard);
      if (result === undefined) this.failed.push(...shard.chains);
      if (result?.objects !== undefined) this.objects.push(result.objects);
      if (result?.publicKeys !== undefined) this.publicKeys.addAll(result.publicKeys);
      // Each shard of a chain has looked at what was open; it is reported once.
      if (result?.findings !== undefined) await this.addAll(result.findings);
      for (const [at, chain] of shard.chains.entries()) {
        const name = chainName(chain);
        const known = open.get(name) ?? noShardsOf(chain);
        if (result?.results[at] !== undefined) known.results.push(result.results[at]);
        open.set(name, known);
      }
      for (const [name, shardsOfChain] of open) {
        if (last.get(name) !== shard.index) continue;
        open.delete(name);
        yield shardsOfChain;
      }
    }
    const others = new Map(remaining.map((chain) => [chainName(chain), chain]));
    for (const [name, chain] of others) if (!last.has(name)) yield noShardsOf(chain);
  }

  private async addAll(key: string): Promise<void> {
    for (const finding of await readFindings(this.bucket, key)) await this.add(finding);
  }
}

function noShardsOf({ accountId, region }: Chain): ShardsOfChain {
  return { chain: { accountId, region }, results: [] };
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
