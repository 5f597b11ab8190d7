import { whenAll, type Finding } from '../../core';
import { DAY, HOUR } from '../../core/format/time';
import { planFormat, shardInputFormat, type PlainRequest, type Plan } from '../../records/plan';
import type { PublicKeyCache } from '../../records/public-key-cache';
import type { Mode, SettingsInForce } from '../../records/report';
import type { ChainStates } from '../chain-state';
import type { RunClients } from '../clients';
import type { RunTimes } from '../run-times';
import type { Estimate } from './estimate';
import { planShards, shardInput } from './plan-shards';
import { WorkKeys } from './work-keys';

/** A shard is given less than a run can take, so that one that fails costs little. */
const SHARDS_PER_RUN = 5;
const WRITES_AT_ONCE = 16;

interface BigRun {
  readonly mode: Mode;
  readonly times: RunTimes;
  readonly request: PlainRequest;
  readonly settings?: SettingsInForce;
  readonly findings: readonly Finding[];
  readonly states: ChainStates;
  readonly publicKeys: PublicKeyCache;
  readonly estimates: readonly Estimate[];
  readonly objectsPerRun: number;
}

/** Writes down which shard verifies what, starts the state machine over them, and hands it the lease. */
export async function startMap(clients: RunClients, run: BigRun): Promise<string> {
  const { executions, lease, sweepLease } = clients;
  if (executions === undefined) throw new Error('there is no state machine to hand the run to');
  const { mode, times, request, settings, findings, estimates, objectsPerRun } = run;
  const { runId, now } = times;
  const most = Math.ceil(objectsPerRun / SHARDS_PER_RUN);
  const unit = request.sealing === undefined ? HOUR : DAY;
  const { shards, remaining } = planShards(estimates, request.window, most, undefined, undefined, unit);
  const manifest = await write(clients, run, {
    ...{ runId, mode, request, findings, shards, remaining },
    ...(settings !== undefined && { settings }),
  });
  const execution = await executions.start(runId, { runId, manifest });
  // Hourly runs go on beside a sweep, which moves no checkpoint on.
  await (mode === 'sweep' ? sweepLease : lease).handOver(runId, now, execution);
  return execution;
}

/** Writes the shards, the plan, and last the list that the state machine maps over. Returns where that is. */
async function write({ workBucket: bucket }: RunClients, { states, publicKeys }: BigRun, plan: Plan) {
  if (bucket === undefined) throw new Error('there is no work bucket');
  const { request, shards } = plan;
  const keys = new WorkKeys(plan.runId);
  const put = (key: string, text: string) => bucket.put(key, Buffer.from(text));
  for (let index = 0; index < shards.length; index += WRITES_AT_ONCE) {
    const some = shards.slice(index, index + WRITES_AT_ONCE);
    await whenAll(
      some.map((shard) => {
        const key = keys.input(shard.index);
        return put(key, shardInputFormat.stringify(shardInput(shard, request, states, publicKeys), key));
      }),
    );
  }
  await put(keys.plan, planFormat.stringify(plan, keys.plan));
  await put(keys.manifest, JSON.stringify(shards.map(({ index }) => ({ index }))));
  return { bucket: bucket.name, key: keys.manifest };
}
