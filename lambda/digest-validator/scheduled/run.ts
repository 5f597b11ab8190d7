import { validateTrail, type ChainResult } from '../core';
import { conclude, type RunSummary } from './conclude';
import type { Doors } from './doors';
import { estimate, isTooBig, type Estimate } from './estimate';
import { findingIn, Findings } from './findings';
import type { RunTimes } from './lease';
import { Ledger } from './ledger';
import { startMap } from './map';
import { chainName } from './memory';
import type { Mode } from './report';
import type { Settings } from './settings';
import { continueSweep } from './sweep';
import { prepare, requestOf, type Work } from './task';

export type Outcome =
  | ({ readonly status: 'done' } & RunSummary)
  | { readonly status: 'mapped'; readonly execution: string }
  | { readonly status: 'skipped'; readonly owner: string };

/** One scheduled run: takes its leases, proves here or hands the work to the map, and leaves its evidence. */
export async function runScheduled(doors: Doors, settings: Settings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const isSweep = mode === 'sweep';
  const owner = await doors.lease.take(times, isSweep);
  if (owner !== undefined) return { status: 'skipped', owner };
  const sweeper = isSweep ? await doors.sweepLease.take(times) : undefined;
  const giveBack = async ({ isMapped }: { readonly isMapped: boolean }) => {
    if (!isMapped || isSweep) await doors.lease.release(times.runId);
    if (!isMapped && isSweep) await doors.sweepLease.release(times.runId);
  };
  if (sweeper !== undefined) {
    await giveBack({ isMapped: true });
    return { status: 'skipped', owner: sweeper };
  }
  const outcome = await runWithLease(doors, settings, mode, times).catch(async (error: unknown) => {
    // The failure is told even where the lease can't be given back; it expires by itself.
    await giveBack({ isMapped: false }).catch(() => undefined);
    throw error;
  });
  await giveBack({ isMapped: outcome.status === 'mapped' });
  return outcome;
}

async function runWithLease(doors: Doors, settings: Settings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const findings = new Findings(doors.folder, times.runId, times.now);
  try {
    const work = await prepare(doors, settings, mode, times, findings);
    const estimates = await estimatesOf(doors, settings, work);
    if (!isTooBig(settings, estimates)) {
      return { status: 'done', ...(await proveHere(doors, settings, mode, times, work, findings)) };
    }
    const { request, recollection } = work;
    const { objectsPerRun } = settings;
    const execution = await startMap(doors, {
      mode,
      times,
      request,
      known: recollection.known,
      estimates,
      objectsPerRun,
    });
    return { status: 'mapped', execution };
  } finally {
    await findings.file.remove();
  }
}

function estimatesOf(doors: Doors, { route }: Settings, work: Work): Promise<Estimate[]> {
  if (route === 'lambda') return Promise.resolve([]);
  return estimate(doors.store(work.limiter), requestOf(work), work.chains, work.recollection.pace);
}

/** Proves all chains in this process, and saves each as soon as it is done. */
async function proveHere(
  doors: Doors,
  settings: Settings,
  mode: Mode,
  times: RunTimes,
  work: Work,
  findings: Findings,
): Promise<RunSummary> {
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, mode === 'sweep' ? times.sweepSignal : times.signal]);
  const request = requestOf(work, signal);
  const store = doors.store(work.limiter);
  const { recollection } = work;
  const before = new Map(recollection.known);
  const ledger = new Ledger(doors.memory, recollection.known, request, times.runId, findings);
  const results: ChainResult[] = [];
  const take = async (result: ChainResult) => {
    results.push(result);
    // Where one can't be saved the run has failed, and the others are not to go on without it.
    await ledger.take(result).catch((error: unknown) => {
      failure.abort();
      throw error;
    });
  };
  await validateTrail(
    store,
    request,
    async (event) => {
      if (event.type === 'finding') await findings.add(findingIn(event));
      if (event.type === 'chain') await take(event.result);
    },
    work.chains,
  );
  for (const result of results) findings.addUntold(result, before.get(chainName(result)), request.window.end);
  const run = { mode, route: 'lambda', times, request, recollection, results, ledger, findings } as const;
  if (mode === 'sweep') return conclude(doors, run);
  return conclude(doors, { ...run, results: await continueSweep(doors, settings, work, store, run) });
}
