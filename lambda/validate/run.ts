import { PublicKeyUse, validateTrail, whenAll, type ChainResult, type Finding, type ValidationEvent } from '../core';
import { chainName } from '../records/checkpoint-store';
import type { Mode } from '../records/report';
import { timeIn } from '../records/report-history';
import { CheckpointWriter } from './checkpoint-writer';
import type { RunClients } from './clients';
import { RunRecords } from './evidence/run-records';
import { findingIn, Findings } from './findings';
import { finishRun, type RunSummary } from './finish';
import { summaryOf, type ChainSummary, type FinishedRun } from './finished-run';
import { prepare, requestOf, type PreparedRun } from './prepare';
import type { RunTimes } from './run-times';
import type { RunSettings } from './settings';
import { estimate, isTooBig, type Estimate } from './sharding/estimate';
import { sealedRun } from './sealing/seal-run';
import { sealVerifiedDays } from './sealing/seal-verified';
import { startMap } from './sharding/start-map';
import { resumeSweep } from './sweep';

export type Outcome =
  | ({ readonly status: 'done' } & RunSummary & Rejected)
  | ({ readonly status: 'mapped'; readonly execution: string } & Rejected)
  | { readonly status: 'skipped'; readonly owner: string };

interface Rejected {
  /** Why objects among the acknowledgements acknowledge nothing, for the log. */
  readonly rejected?: readonly string[];
}

/** One scheduled run: takes its leases, verifies here or over the state machine, and leaves its evidence. */
export async function runScheduled(
  clients: RunClients,
  settings: RunSettings,
  mode: Mode,
  times: RunTimes,
): Promise<Outcome> {
  const isSweep = mode === 'sweep';
  const owner = await clients.lease.take(times, { wait: isSweep });
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
    await releaseLeases(clients, mode, times, outcome);
  }
}

/** A run over the state machine keeps the lease of its mode until its merge. */
async function releaseLeases(
  { lease, sweepLease }: RunClients,
  mode: Mode,
  { runId }: RunTimes,
  outcome: Outcome | undefined,
): Promise<void> {
  const [isSweep, isMapped] = [mode === 'sweep', outcome?.status === 'mapped'];
  const releases = [
    ...(isMapped && !isSweep ? [] : [lease.release(runId)]),
    ...(isMapped || !isSweep ? [] : [sweepLease.release(runId)]),
  ];
  // The failure of a run is thrown even where a lease can't be given back; it expires by itself.
  const [lost] = (await Promise.allSettled(releases)).filter(({ status }) => status === 'rejected');
  if (lost !== undefined && outcome !== undefined) throw (lost as PromiseRejectedResult).reason;
}

async function runWithLease(clients: RunClients, settings: RunSettings, mode: Mode, times: RunTimes): Promise<Outcome> {
  const prepared = await prepare(clients, settings, mode, times);
  const { request, state, publicKeys, store, chains } = prepared;
  const rejected = prepared.rejected.length > 0 ? { rejected: prepared.rejected } : {};
  const estimates = await estimatesOf(clients, settings, prepared);
  if (!isTooBig(settings, estimates)) {
    return { status: 'done', ...rejected, ...(await verifyHere(clients, settings, mode, times, prepared)) };
  }
  // Shards ask for keys themselves, and have no table to keep them in.
  const regions = [...new Set(chains.map(({ region }) => region))];
  await whenAll(regions.map((region) => store.readPublicKeys(region, request.window)));
  await clients.publicKeys.save(publicKeys, times.runId);
  const { findings } = prepared;
  const { objectsPerRun } = settings;
  const about = { mode, times, request, findings, ...(mode === 'hourly' && { settings: prepared.settings }) };
  const big = { ...about, states: state.chains, publicKeys, estimates, objectsPerRun };
  return { status: 'mapped', ...rejected, execution: await startMap(clients, big) };
}

function estimatesOf({ seals }: RunClients, { route }: RunSettings, prepared: PreparedRun): Promise<Estimate[]> {
  if (route === 'lambda') return Promise.resolve([]);
  const request = { ...requestOf(prepared), seals: seals.after(prepared.request.retentionStart ?? -Infinity) };
  return estimate(prepared.store, request, prepared.chains, prepared.state.volume);
}

/** There is nothing of the trail at all: wrong bucket or prefix, or nothing is delivered. */
const NO_CHAINS: Finding = { code: 'nothing-verified', severity: 'INCOMPLETE', detail: { hasDigests: false } };

/** Verifies all chains in this process, saves each as soon as it is done, and leaves the evidence of all. */
async function verifyHere(
  clients: RunClients,
  settings: RunSettings,
  mode: Mode,
  times: RunTimes,
  prepared: PreparedRun,
): Promise<RunSummary> {
  const findings = new Findings(clients.folder, times.runId, times.now, prepared.state.earlier.groups);
  const { retentionStart = -Infinity } = prepared.request;
  const { state } = prepared;
  const records = new RunRecords(clients.folder, { mode, state, runId: times.runId, now: times.now, retentionStart });
  findings.records = records;
  try {
    for (const finding of prepared.findings) await findings.add(finding);
    if (prepared.chains.length === 0) await findings.add(NO_CHAINS);
    const verified = await verifyChains(clients, mode, times, prepared, { findings, records });
    const run = { ...verified, settings: prepared.settings, intervals: settings.intervals };
    if (mode === 'sweep') return await finishRun(clients, run);
    const failures: Error[] = [];
    const sealedTo = await sealHere(clients, prepared, run).catch((error: Error) => void failures.push(error));
    const results = await resumeSweep(clients, settings, prepared, run).catch((error: Error) => {
      failures.push(error);
      return run.results;
    });
    // What the hourly run has found is reported, whatever becomes of the seals and the sweep.
    await clients.publicKeys.save(prepared.publicKeys, times.runId);
    const summary = await finishRun(clients, { ...run, results, sealedTo: sealedTo ?? undefined });
    if (failures.length > 0) throw failures[0];
    return summary;
  } finally {
    await findings.file.remove();
    await records.remove();
  }
}

/** So much of the time that is left is for sealing what is recorded; the rest is for a sweep that was cut short. */
const SEALING_SHARE = 1 / 3;

function sealHere(
  clients: RunClients,
  { store, state }: PreparedRun,
  { request, writer, times }: FinishedRun,
): Promise<number | undefined> {
  const left = Math.max(0, times.deadline - Date.now());
  const signal = AbortSignal.any([times.sweepSignal, AbortSignal.timeout(Math.floor(left * SEALING_SHARE))]);
  const states = writer.states.copy();
  const { position, sealedTo } = state;
  const reportedAt = position.link && timeIn(position.link.key);
  return sealVerifiedDays(clients, {
    ...{ store, states, reportedAt, sealedTo, runId: times.runId },
    request: { ...request, checkpoints: states, signal },
  });
}

async function verifyChains(
  clients: RunClients,
  mode: Mode,
  times: RunTimes,
  prepared: PreparedRun,
  { findings, records }: Pick<FinishedRun, 'findings' | 'records'>,
): Promise<Omit<FinishedRun, 'settings' | 'intervals'>> {
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, mode === 'sweep' ? times.sweepSignal : times.signal]);
  const request = requestOf(prepared, signal);
  const { state, chains, store } = prepared;
  const before = state.chains.copy();
  const writer = new CheckpointWriter(clients.checkpoints, state.chains, request, times.runId, findings);
  const results: ChainSummary[] = [];
  const save = async (result: ChainResult) => {
    results.push(summaryOf(result));
    // Where one can't be saved the run has failed, and the others are not to go on without it.
    await writer.save(result).catch((error: unknown) => {
      failure.abort();
      throw error;
    });
  };
  const publicKeys = new PublicKeyUse(times.now);
  const report = async (event: ValidationEvent) => {
    publicKeys.event(event);
    if (event.type === 'object') await records.addObject(event);
    // The parts of a chain that a sweep reads have all looked at what is open: it is reported once.
    if (event.type === 'finding') await findings[mode === 'sweep' ? 'addOnce' : 'add'](findingIn(event));
    if (event.type === 'chain') await save(event.result);
  };
  const run = sealedRun(clients, store, request, times.runId, report);
  await validateTrail(store, run.request, run.report, chains);
  for (const result of results) findings.addUnvisited(result, before.get(chainName(result)), request);
  return { mode, route: 'lambda', times, request, state, results, writer, findings, records, publicKeys };
}
