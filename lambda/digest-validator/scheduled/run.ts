import { validateTrail, type ChainResult } from '../core';
import { conclude, type RunSummary } from './conclude';
import type { Doors } from './doors';
import { estimate, type Estimate } from './estimate';
import { findingIn, Findings } from './findings';
import type { RunTimes } from './lease';
import { Ledger } from './ledger';
import { startMap } from './map';
import type { Mode } from './report';
import type { Settings } from './settings';
import { continueSweep } from './sweep';
import { prepare, requestOf, type Work } from './task';
import { chainName } from './memory';

export type Outcome =
  | ({ readonly status: 'done' } & RunSummary)
  | { readonly status: 'mapped'; readonly execution: string }
  | { readonly status: 'skipped'; readonly owner: string };

/** One scheduled run: takes the lease, proves here or hands the work to the map, and leaves its evidence. */
export async function runScheduled(doors: Doors, settings: Settings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const owner = await doors.lease.take(times, mode === 'sweep');
  if (owner !== undefined) return { status: 'skipped', owner };
  const outcome = await runWithLease(doors, settings, mode, times).catch(async (error: unknown) => {
    // The failure is told even where the lease can't be given back; it expires by itself.
    await doors.lease.release(times.runId).catch(() => undefined);
    throw error;
  });
  if (outcome.status === 'done') await doors.lease.release(times.runId);
  return outcome;
}

async function runWithLease(doors: Doors, settings: Settings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const findings = new Findings(doors.folder, times.runId, times.now);
  const work = await prepare(doors, settings, mode, times, findings);
  const estimates = await estimatesOf(doors, settings, work);
  if (isTooBig(settings, estimates)) {
    await findings.file.remove();
    const execution = await startMap(doors, { mode, times, work, estimates, objectsPerRun: settings.objectsPerRun });
    return { status: 'mapped', execution };
  }
  return { status: 'done', ...(await proveHere(doors, mode, times, work, findings)) };
}

function estimatesOf(doors: Doors, { route }: Settings, work: Work): Promise<Estimate[]> {
  if (route === 'lambda') return Promise.resolve([]);
  return estimate(doors.store(work.limiter), requestOf(work), work.chains, work.recollection.pace);
}

/** Chosen by the estimate, or by the caller. */
function isTooBig(
  { route, objectsPerRun, workBucket, stateMachine }: Settings,
  estimates: readonly Estimate[],
): boolean {
  if (route !== 'auto' || workBucket === undefined || stateMachine === undefined) return route === 'map';
  return estimates.reduce((sum, { objects }) => sum + objects, 0) > objectsPerRun;
}

/** Proves all chains in this process, and saves each as soon as it is done. */
async function proveHere(
  doors: Doors,
  mode: Mode,
  times: RunTimes,
  work: Work,
  findings: Findings,
): Promise<RunSummary> {
  const request = requestOf(work, mode === 'sweep' ? times.sweepSignal : times.signal);
  const store = doors.store(work.limiter);
  const before = new Map(work.recollection.known);
  const ledger = new Ledger(doors.memory, work.recollection.known, request, times.runId);
  const results: ChainResult[] = [];
  await validateTrail(
    store,
    request,
    async (event) => {
      if (event.type === 'finding') await findings.add(findingIn(event));
      if (event.type !== 'chain') return;
      results.push(event.result);
      await ledger.take(event.result);
    },
    work.chains,
  );
  for (const result of results) findings.addUntold(result, before.get(chainName(result)), request.window.end);
  const all = mode === 'sweep' ? results : await continueSweep(store, request, times, { results, ledger, findings });
  const { recollection } = work;
  return conclude(doors, { mode, route: 'lambda', times, request, recollection, results: all, ledger, findings });
}
