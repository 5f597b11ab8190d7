import { findChain, whenAll, type ExpectedChain, type Finding, type ValidationRequest } from '../../core';
import type { SettingsInForce } from '../../records/report';
import { planFormat, type Plan } from '../../records/plan';
import { chainName } from '../../records/checkpoint-store';
import { CheckpointWriter } from '../checkpoint-writer';
import type { RunClients } from '../clients';
import type { RunIntervals } from '../evidence/run-log';
import { RunRecords } from '../evidence/run-records';
import { Findings } from '../findings';
import { finishRun, type RunSummary } from '../finish';
import { summaryOf, type ChainSummary, type FinishedRun } from '../finished-run';
import type { RunTimes } from '../run-times';
import { loadStoredState, type StoredState } from '../stored-state';
import { Gathering } from './gather';
import { joinShards } from './join-shards';
import { KnownItems } from './known-items';
import { WorkKeys } from './work-keys';

/**
 * The end of a run over the state machine: one verdict, the checkpoints, the evidence, and the lease given back. A run
 * that no longer has its lease is too old to be merged: others have gone on since.
 */
export async function mergeShards(clients: RunClients, intervals: RunIntervals, times: RunTimes): Promise<RunSummary> {
  const { runId } = times;
  const plan = await readPlan(clients, runId);
  const isSweep = plan.mode === 'sweep';
  const own = isSweep ? clients.sweepLease : clients.lease;
  const before = await mergedBefore(clients, times);
  if (before === undefined && !(await own.isHeldBy(runId))) throw new Error(`the run ${runId} has lost its lease`);
  // The hourly runs go on beside a sweep: only one of them and its merge may write at a time.
  const lock = { ...times, runId: isSweep ? `${runId}-merge` : runId };
  const owner = isSweep && before === undefined ? await clients.lease.take(lock, { wait: true }) : undefined;
  if (owner !== undefined) throw new LeaseTaken(`the run ${owner} has the lease`);
  try {
    const summary = before ?? (await merge(clients, plan, intervals, times));
    await own.release(runId);
    return summary;
  } finally {
    if (isSweep) await clients.lease.release(lock.runId);
  }
}

/** The state machine tries again for as long as a run over it may take. */
class LeaseTaken extends Error {
  public override readonly name = 'LeaseTaken';
}

async function readPlan(clients: RunClients, runId: string): Promise<Plan> {
  const key = new WorkKeys(runId).plan;
  return planFormat.parse((await workBucketOf(clients).getAuthentic(key)).toString('utf8'), key);
}

function workBucketOf({ workBucket }: RunClients) {
  if (workBucket === undefined) throw new Error('there is no work bucket');
  return workBucket;
}

/** What an earlier attempt of this very merge has left, if it came so far. Publishing it twice does no harm. */
async function mergedBefore({ reports, signatures, publisher }: RunClients, { runId, started }: RunTimes) {
  const {
    report,
    position: { link },
  } = await reports.newest(started);
  if (report?.runId !== runId || link === undefined) return undefined;
  const unsigned = await signatures.trySign(link);
  const evidence = { bucket: reports.bucketName, key: link.key };
  await publisher?.invoke({ evidence });
  return { verdict: report.verdict, evidence, unfinished: [], ...unsigned };
}

async function merge(clients: RunClients, plan: Plan, intervals: RunIntervals, times: RunTimes): Promise<RunSummary> {
  const { now: planned, retentionStart = 0 } = plan.request;
  const [state, { acknowledged, endedChains }] = await whenAll([
    loadStoredState(clients, { now: times.started, retentionStart, isWhole: plan.mode === 'sweep' }),
    clients.acknowledgements.load(),
  ]);
  const expected = withEnded(plan.request.expected, endedChains);
  const request = { ...plan.request, acknowledged, expected, checkpoints: state.chains };
  const findings = new Findings(clients.folder, times.runId, times.now, state.earlier.groups);
  const about = { mode: plan.mode, runId: times.runId, now: times.now, retentionStart, state };
  const records = new RunRecords(clients.folder, about);
  findings.records = records;
  try {
    for (const finding of plan.findings) await findings.add(finding);
    const known = new KnownItems(state.chains, request);
    const add = (finding: Finding) => findings.addOnce(known.asKnown(finding));
    const gathering = new Gathering(workBucketOf(clients), plan, add);
    const { results, writer } = await saveChains(clients, gathering, { state, request, findings, times });
    for (const key of gathering.objects) records.addPart(() => workBucketOf(clients).getAuthentic(key));
    const { mode, remaining } = plan;
    const { failed, publicKeys } = gathering;
    const elapsed = () => Date.now() - planned;
    const run = {
      mode,
      route: 'map',
      times: { ...times, elapsed },
      request,
      state,
      results,
      writer,
      findings,
      records,
      publicKeys,
      intervals,
      settings: settingsAfter(plan, state),
      failed,
      remaining,
    } as const;
    return await finishRun(clients, run);
  } finally {
    await findings.file.remove();
    await records.remove();
  }
}

/** Beside a sweep hourly runs go on, and say by which settings. */
function settingsAfter({ settings }: Plan, state: StoredState): SettingsInForce | undefined {
  return settings ?? (state.settings && { ...state.settings, changed: [] });
}

/** What people have acknowledged since the run was planned: chains that need no new digests. */
function withEnded(expected: readonly ExpectedChain[] = [], ended: readonly ExpectedChain[]): ExpectedChain[] {
  return [...ended.map((chain) => ({ ...findChain(expected, chain), ...chain })), ...expected];
}

/** Joins the shards of each chain and saves its checkpoint. */
async function saveChains(
  { checkpoints }: RunClients,
  gathering: Gathering,
  { state, request, findings, times }: Pick<FinishedRun, 'state' | 'request' | 'findings' | 'times'>,
): Promise<Pick<FinishedRun, 'results' | 'writer'>> {
  const writer = new CheckpointWriter(checkpoints, state.chains, request, times.runId, findings);
  const results: ChainSummary[] = [];
  for await (const shards of gathering.chains()) {
    const before = state.chains.get(chainName(shards.chain));
    const { result, verified, unreported } = joinShards(shards, before, request, times.now);
    for (const finding of unreported) await findings.addOnce(finding);
    await writer.save(verified);
    findings.addUnvisited(result, before, request);
    results.push(summaryOf(result));
  }
  addOthers(state, new Set(results.map(chainName)), request, findings);
  return { results, writer };
}

/** A sweep may be of some chains alone; what the others hold open is open. */
function addOthers(
  { chains }: StoredState,
  merged: ReadonlySet<string>,
  request: ValidationRequest,
  findings: Findings,
): void {
  for (const name of chains.names()) {
    if (merged.has(name) || chains.head(name)?.openItems === 0) continue;
    findings.addOpenItems(chains.get(name)?.checkpoint.openItems ?? [], request);
  }
}
