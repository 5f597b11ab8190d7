import { addCounts, validateShards, type Chain, type ChainResult, type Store, type ValidationRequest } from '../core';
import type { FinishedRun } from './finish';
import type { RunClients } from './clients';
import { estimate, isTooBig } from './sharding/estimate';
import { findingIn } from './findings';
import { startMap } from './sharding/start-map';
import { chainName } from '../records/checkpoint-store';
import type { Settings } from './settings';
import type { Work } from './prepare';

/**
 * Goes on with a sweep that was cut short: in the time that an hourly run has left, or over the map where that would
 * take too many runs. Returns the results of the hourly part with what was counted here; what is still left is in the
 * checkpoints.
 */
export async function continueSweep(
  clients: RunClients,
  settings: Settings,
  work: Work,
  run: FinishedRun,
): Promise<readonly ChainResult[]> {
  const { results, ledger, times } = run;
  const isLeft = new Set(ledger.leftToSweep().map(chainName));
  const chains = results.filter((result) => isLeft.has(chainName(result))).map(toChain);
  if (chains.length === 0 || times.sweepSignal.aborted) return results;
  // One sweep at a time: another one may be under way over the map.
  const sweep = { ...times, runId: `${times.runId}-sweep` };
  if ((await clients.sweepLease.take(sweep)) !== undefined) return results;
  let isMapped = false;
  try {
    const { store } = work;
    const checkpoints = ledger.heads().map(({ checkpoint }) => checkpoint);
    const request: ValidationRequest = { ...run.request, sweep: true, checkpoints, signal: times.sweepSignal };
    const estimates = settings.route === 'auto' ? await estimate(store, request, chains, undefined) : [];
    isMapped = settings.route === 'auto' && isTooBig(settings, estimates);
    if (isMapped) {
      await startMap(clients, { ...bigSweep(settings, work), times: sweep, estimates });
      return results;
    }
    const counts = await sweepHere(store, request, chains, run);
    return results.map((result) => withCounts(result, counts.get(chainName(result))));
  } catch (error) {
    isMapped = false;
    throw error;
  } finally {
    if (!isMapped) await clients.sweepLease.release(sweep.runId);
  }
}

function bigSweep({ objectsPerRun }: Settings, { request, findings, kept, recollection: { known } }: Work) {
  return { mode: 'sweep', request: { ...request, sweep: true }, findings, known, kept, objectsPerRun } as const;
}

async function sweepHere(
  store: Store,
  request: ValidationRequest,
  chains: readonly Chain[],
  { results, ledger, findings }: FinishedRun,
): Promise<ReadonlyMap<string, ChainResult['counts']>> {
  // What is open is looked at by both parts, and told once.
  for (const { openItems } of results) findings.markTold(openItems);
  const swept = await validateShards(store, request, chains, async (event) => {
    if (event.type === 'finding') await findings.addOnce(findingIn(event));
    if (event.type === 'chain') await ledger.take(event.result, request);
  });
  return new Map(swept.map((result) => [chainName(result), result.counts]));
}

function withCounts(result: ChainResult, more: ChainResult['counts'] | undefined): ChainResult {
  if (more === undefined) return result;
  const { pendingLogFiles } = result.counts;
  return { ...result, counts: { ...addCounts(result.counts, more), pendingLogFiles } };
}

function toChain({ accountId, region }: Chain): Chain {
  return { accountId, region };
}
