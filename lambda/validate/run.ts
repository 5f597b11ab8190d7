import { validateTrail, type ChainResult, type ValidationEvent } from '../core';
import { conclude, type FinishedRun, type RunSummary } from './finish';
import type { RunClients } from './clients';
import { estimate, isTooBig, type Estimate } from './sharding/estimate';
import { findingIn, Findings } from './findings';
import type { RunTimes } from './lease';
import { Ledger } from './checkpoint-writer';
import { startMap } from './sharding/start-map';
import { chainName } from '../records/checkpoint-store';
import type { Mode } from '../records/report';
import type { Settings } from './settings';
import { continueSweep } from './sweep';
import { prepare, requestOf, type Work } from './prepare';

export type Outcome =
  | ({ readonly status: 'done' } & RunSummary)
  | { readonly status: 'mapped'; readonly execution: string }
  | { readonly status: 'skipped'; readonly owner: string };

/** One scheduled run: takes its leases, verifies here or hands the work to the map, and leaves its evidence. */
export async function runScheduled(
  clients: RunClients,
  settings: Settings,
  mode: Mode,
  times: RunTimes,
): Promise<Outcome> {
  const isSweep = mode === 'sweep';
  const owner = await clients.lease.take(times, isSweep);
  if (owner !== undefined) return { status: 'skipped', owner };
  let outcome: Outcome | undefined;
  try {
    const sweeper = isSweep ? await clients.sweepLease.take(times) : undefined;
    outcome =
      sweeper === undefined
        ? await runWithLease(clients, settings, mode, times)
        : { status: 'skipped', owner: sweeper };
    return outcome;
  } finally {
    const isMapped = outcome?.status === 'mapped';
    const given = [
      ...(isMapped && !isSweep ? [] : [clients.lease.release(times.runId)]),
      ...(isMapped || !isSweep ? [] : [clients.sweepLease.release(times.runId)]),
    ];
    // A failure is told even where a lease can't be given back; it expires by itself.
    const [lost] = (await Promise.allSettled(given)).filter(({ status }) => status === 'rejected');
    if (lost !== undefined && outcome !== undefined) throw (lost as PromiseRejectedResult).reason;
  }
}

async function runWithLease(clients: RunClients, settings: Settings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const work = await prepare(clients, settings, mode, times);
  const estimates = await estimatesOf(settings, work);
  if (!isTooBig(settings, estimates)) {
    return { status: 'done', ...(await verifyHere(clients, settings, mode, times, work)) };
  }
  const { request, findings, recollection, kept, store, chains } = work;
  // The children learn of keys for themselves, and have no table to keep them in.
  const regions = [...new Set(chains.map(({ region }) => region))];
  await Promise.all(regions.map((region) => store.readPublicKeys(region, request.window)));
  await clients.keyKeeper.save(kept, times.runId);
  const { objectsPerRun } = settings;
  const big = { mode, times, request, findings, known: recollection.known, kept, estimates, objectsPerRun };
  return { status: 'mapped', execution: await startMap(clients, big) };
}

function estimatesOf({ route }: Settings, work: Work): Promise<Estimate[]> {
  if (route === 'lambda') return Promise.resolve([]);
  return estimate(work.store, requestOf(work), work.chains, work.recollection.pace);
}

/** Verifies all chains in this process, saves each as soon as it is done, and leaves the evidence of all. */
async function verifyHere(
  clients: RunClients,
  settings: Settings,
  mode: Mode,
  times: RunTimes,
  work: Work,
): Promise<RunSummary> {
  const findings = new Findings(clients.folder, times.runId, times.now);
  try {
    for (const finding of work.findings) await findings.add(finding);
    const run = await verifyChains(clients, mode, times, work, findings);
    if (mode === 'sweep') return await conclude(clients, run);
    let failure: Error | undefined;
    const results = await continueSweep(clients, settings, work, run).catch((error: Error) => {
      failure = error;
      return run.results;
    });
    // What the hourly part has found is told, whatever becomes of the sweep.
    await clients.keyKeeper.save(work.kept, times.runId);
    const summary = await conclude(clients, { ...run, results });
    if (failure !== undefined) throw failure;
    return summary;
  } finally {
    await findings.file.remove();
  }
}

async function verifyChains(
  clients: RunClients,
  mode: Mode,
  times: RunTimes,
  work: Work,
  findings: Findings,
): Promise<FinishedRun> {
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, mode === 'sweep' ? times.sweepSignal : times.signal]);
  const request = requestOf(work, signal);
  const { recollection, chains, store } = work;
  const before = new Map(recollection.known);
  const ledger = new Ledger(clients.memory, recollection.known, request, times.runId, findings);
  const results: ChainResult[] = [];
  const take = async (result: ChainResult) => {
    results.push(result);
    // Where one can't be saved the run has failed, and the others are not to go on without it.
    await ledger.take(result).catch((error: unknown) => {
      failure.abort();
      throw error;
    });
  };
  const report = async (event: ValidationEvent) => {
    if (event.type === 'finding') await findings.add(findingIn(event));
    if (event.type === 'chain') await take(event.result);
  };
  await validateTrail(store, request, report, chains);
  for (const result of results) findings.addUntold(result, before.get(chainName(result)), request.window.end);
  return { mode, route: 'lambda', times, request, recollection, results, ledger, findings };
}
