import { addCounts, validateShards, type Chain, type ChainResult, type Store, type ValidationRequest } from '../core';
import { chainName } from '../records/checkpoint-store';
import type { RunClients } from './clients';
import { findingIn } from './findings';
import type { ChainSummary, FinishedRun } from './finished-run';
import type { PreparedRun } from './prepare';
import { resumedSweepOf } from './run-times';
import type { RunSettings } from './settings';
import { estimate, isTooBig } from './sharding/estimate';
import { sealedRun } from './sealing/seal-run';
import { startMap } from './sharding/start-map';

/**
 * Resumes a sweep that was cut short: in the time that an hourly run has left, or over the state machine where that would
 * take too many runs. Returns the results of the hourly run with what was counted here; what remains is in the
 * checkpoints.
 */
export async function resumeSweep(
  clients: RunClients,
  settings: RunSettings,
  prepared: PreparedRun,
  run: FinishedRun,
): Promise<readonly ChainSummary[]> {
  const { results, times } = run;
  const chains = remainingChains(run);
  if (chains.length === 0 || times.sweepSignal.aborted) return results;
  // One sweep at a time: another one may be under way over the state machine.
  const sweep = { ...times, runId: resumedSweepOf(times.runId) };
  if ((await clients.sweepLease.take(sweep)) !== undefined) return results;
  let isMapped = false;
  try {
    const request = sweepRequest(run);
    const { store } = prepared;
    const seals = clients.seals.after(request.retentionStart ?? -Infinity);
    const estimates = settings.route === 'auto' ? await estimate(store, { ...request, seals }, chains, undefined) : [];
    isMapped = settings.route === 'auto' && isTooBig(settings, estimates);
    if (isMapped) {
      await startMap(clients, { ...bigSweep(settings, prepared), times: sweep, estimates });
      return results;
    }
    const swept = await sweepHere(clients, store, request, chains, run);
    return results.map((result) => withSwept(result, swept.get(chainName(result))));
  } catch (error) {
    isMapped = false;
    throw error;
  } finally {
    if (!isMapped) await clients.sweepLease.release(sweep.runId);
  }
}

function remainingChains({ results, writer }: FinishedRun): Chain[] {
  const names = new Set(writer.remainingSweeps().map(chainName));
  const remaining = results.filter((result) => names.has(chainName(result)));
  return remaining.map(({ accountId, region }) => ({ accountId, region }));
}

function sweepRequest({ request, writer, times }: FinishedRun): ValidationRequest {
  return { ...request, sweep: true, checkpoints: writer.states.copy(), signal: times.sweepSignal };
}

function bigSweep({ objectsPerRun }: RunSettings, { request, findings, publicKeys, state }: PreparedRun) {
  const sweep = { ...request, sweep: true };
  return { mode: 'sweep', request: sweep, findings, states: state.chains, publicKeys, objectsPerRun } as const;
}

async function sweepHere(
  clients: RunClients,
  store: Store,
  request: ValidationRequest,
  chains: readonly Chain[],
  { writer, findings, records, publicKeys, times }: FinishedRun,
): Promise<ReadonlyMap<string, ChainResult>> {
  // Both the hourly run and the sweep look at what is open; it is reported once.
  for (const chain of chains) findings.markReported(writer.states.entryOf(chain)?.openItems ?? []);
  const sealing = sealedRun(clients, store, request, times.runId, async (event) => {
    publicKeys.event(event);
    if (event.type === 'object') await records.addObject(event);
    if (event.type === 'finding') await findings.addOnce(findingIn(event));
    if (event.type === 'chain') await writer.save(event.result, request);
  });
  const swept = await validateShards(store, sealing.request, chains, sealing.report);
  return new Map(swept.map((result) => [chainName(result), result]));
}

function withSwept(result: ChainSummary, swept: ChainResult | undefined): ChainSummary {
  if (swept === undefined) return result;
  const { pendingLogFiles } = result.counts;
  const { lastVerifiedLimit = swept.lastVerifiedLimit } = result;
  return { ...result, lastVerifiedLimit, counts: { ...addCounts(result.counts, swept.counts), pendingLogFiles } };
}
