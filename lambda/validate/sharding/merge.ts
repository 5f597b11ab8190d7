import { gunzipSync } from 'node:zlib';
import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import {
  findingName,
  mergeChain,
  resumesAt,
  type Chain,
  type ChainResult,
  type Finding,
  type OpenItem,
  type ValidationRequest,
} from '../../core';
import { conclude, isTransient, type RunSummary } from '../finish';
import type { RunClients } from '../clients';
import { Findings } from '../findings';
import type { RunTimes } from '../lease';
import { Ledger } from '../checkpoint-writer';
import { chainName } from '../../records/checkpoint-store';
import { readAuthenticated, type TaskResult } from './shard';
import { runFolder, type Part, type Plan, type Task } from './plan';
import { checkpointsOf, recall } from '../stored-state';
import type { Known } from '../reconcile';

/**
 * The end of a run that went over the map: one verdict, the checkpoints, the evidence, and the lease given back. A run
 * that no longer has its lease is too old to be believed: others have gone on since.
 */
export async function mergeShards(clients: RunClients, times: RunTimes): Promise<RunSummary> {
  const { runId } = times;
  const plan = await readAuthenticated<Plan>(workOf(clients), `${runFolder(runId)}/plan.json`);
  const isSweep = plan.mode === 'sweep';
  const own = isSweep ? clients.sweepLease : clients.lease;
  const before = await mergedBefore(clients, times);
  if (before === undefined && !(await own.isHeldBy(runId))) throw new Error(`the run ${runId} has lost its lease`);
  // The hourly runs go on beside a sweep: their end and its own take turns.
  const turn = { ...times, runId: isSweep ? `${runId}-merge` : runId };
  const owner = isSweep && before === undefined ? await clients.lease.take(turn, true) : undefined;
  if (owner !== undefined) throw new LeaseTaken(`the run ${owner} has the lease`);
  try {
    const summary = before ?? (await merge(clients, plan, times));
    await own.release(runId);
    return summary;
  } finally {
    if (isSweep) await clients.lease.release(turn.runId);
  }
}

/** The state machine tries again for as long as a run over the map may take. */
class LeaseTaken extends Error {
  public override readonly name = 'LeaseTaken';
}

function workOf({ work }: RunClients): AuthenticatedBucket {
  if (work === undefined) throw new Error('there is no work bucket');
  return work;
}

/** What an earlier try of this very merge has left, if it came so far. Telling it twice does no harm. */
async function mergedBefore({ evidence, publisher }: RunClients, { runId, started }: RunTimes) {
  const { report, link } = await evidence.newest(started);
  if (report?.runId !== runId || link === undefined) return undefined;
  const place = { bucket: evidence.bucketName, key: link.key };
  await publisher?.invoke({ evidence: place });
  return { verdict: report.verdict, evidence: place, unfinished: [] };
}

async function merge(clients: RunClients, plan: Plan, times: RunTimes): Promise<RunSummary> {
  const { memory, folder } = clients;
  const { runId } = times;
  const { now, retentionStart = 0 } = plan.request;
  const recollection = await recall(clients, { now: times.started, retentionStart });
  const request: ValidationRequest = { ...plan.request, checkpoints: checkpointsOf(recollection) };
  const before = new Map(recollection.known);
  const findings = new Findings(folder, runId, now);
  const ledger = new Ledger(memory, recollection.known, request, runId, findings);
  for (const finding of plan.findings) await findings.add(finding);
  const { shards, failed } = await gather(workOf(clients), plan, findings);
  const results: ChainResult[] = [];
  for (const [name, { chain, parts }] of shards) {
    const known = before.get(name);
    const { result, provable, untold } = mergeParts(chain, parts, known, request);
    for (const finding of untold) await findings.addOnce(finding);
    await ledger.take(provable);
    findings.addUntold(result, known, request.window.end);
    results.push(result);
  }
  // A sweep may be of some chains alone; what the others hold open is open.
  const others = [...before].flatMap(([name, { checkpoint }]) => (shards.has(name) ? [] : checkpoint.openItems));
  findings.groups.addOpenItems(others.filter((item) => !isAccepted(item, request)));
  const { mode, left } = plan;
  return conclude(clients, {
    mode,
    route: 'map',
    times,
    request,
    recollection,
    results,
    ledger,
    findings,
    failed,
    left,
  });
}

interface Shards {
  readonly chain: Chain;
  /** The results that are there; a child that failed has left none. */
  readonly parts: ChainResult[];
}

interface Gathered {
  readonly shards: ReadonlyMap<string, Shards>;
  readonly failed: readonly Part[];
}

/** All results by chain, what the children that failed were to verify, and all findings of the others. */
async function gather(work: AuthenticatedBucket, { runId, tasks, left }: Plan, findings: Findings): Promise<Gathered> {
  const shards = new Map<string, Shards>();
  const failed: Part[] = [];
  const shardsOf = ({ accountId, region }: Chain): Shards => {
    const name = chainName({ accountId, region });
    const known = shards.get(name) ?? { chain: { accountId, region }, parts: [] };
    shards.set(name, known);
    return known;
  };
  for (const task of tasks) {
    const result = await resultOf(work, runId, task);
    if (result === undefined) failed.push(...task.parts);
    const { results = [], findings: list } = result ?? {};
    task.parts.forEach((part, at) => {
      const { parts } = shardsOf(part);
      if (results[at] !== undefined) parts.push(results[at]);
    });
    if (list === undefined) continue;
    // Each part of a chain has looked at what was open; it is told once.
    for (const finding of await readFindings(work, list.key)) await findings.addOnce(finding);
  }
  left.forEach(shardsOf);
  return { shards, failed };
}

/** What a child left, if it is whole and its own. */
async function resultOf(
  work: AuthenticatedBucket,
  runId: string,
  { index, parts }: Task,
): Promise<TaskResult | undefined> {
  const object = await work.get(`${runFolder(runId)}/results/${index}.json`);
  if (object?.isGenuine !== true) return undefined;
  const result = JSON.parse(object.body.toString('utf8')) as TaskResult;
  return result.results.length === parts.length ? result : undefined;
}

async function readFindings(work: AuthenticatedBucket, key: string): Promise<Finding[]> {
  const object = await work.get(key);
  if (object?.isGenuine !== true) throw new Error(`${key} was not written by this run`);
  const lines = gunzipSync(object.body).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Finding);
}

/**
 * Joins the parts of one chain. The checkpoint moves as far as they follow on one another: what lies behind a part that
 * failed is verified again, but what was found there stays open, and so does what others have found since.
 */
function mergeParts(chain: Chain, parts: readonly ChainResult[], known: Known | undefined, request: ValidationRequest) {
  const start = Math.max(request.window.start, resumesAt(known?.checkpoint, request) ?? -Infinity);
  const nothing = [untouched(chain, known, start)];
  const { result, findings } = mergeChain(parts.length > 0 ? parts : nothing, request);
  const inRow: ChainResult[] = [];
  let reached = start;
  for (const part of [...parts].sort((one, other) => one.shard.start - other.shard.start)) {
    if (part.shard.start > reached) break;
    inRow.push(part);
    reached = Math.max(reached, part.shard.end);
  }
  const verified = mergeChain(inRow.length > 0 ? inRow : nothing, request).result;
  const { openItems, since } = openAfter(result, known, request);
  // Every part looks at all that waits before the head. Besides a sweep the hourly runs have looked on.
  const meanwhile = request.sweep === true ? (known?.checkpoint.pendingLogFiles ?? []) : [];
  const waiting = [...verified.pendingLogFiles, ...meanwhile];
  const pending = new Map(waiting.map((file) => [file.key, file]));
  const provable = { ...verified, openItems, pendingLogFiles: [...pending.values()] };
  // Whether a chain goes on is for the hourly runs to say: a sweep has last looked hours ago.
  const told = request.sweep === true ? findings.filter((finding) => !isTransient(finding)) : findings;
  const untold = [...told, ...since.map(({ finding, firstSeen }) => ({ ...finding, firstSeen }))];
  return { result, provable, untold };
}

/**
 * What is open after the run: what its parts have found or tried in vain, and what the memory has learned since the run
 * was planned. Besides a sweep the hourly runs go on, so all that they hold open stays open.
 */
function openAfter({ openItems }: ChainResult, known: Known | undefined, request: ValidationRequest) {
  const isNew = ({ firstSeen }: OpenItem) => firstSeen >= request.now;
  const isOwn = (item: OpenItem) => request.sweep !== true || isNew(item);
  const isKept = (item: OpenItem) => request.sweep === true || isNew(item) || isRolledBack(item);
  const worse = new Set(
    known?.checkpoint.openItems.flatMap(({ finding }) =>
      finding.severity === 'INVALID' ? [] : [findingName(finding)],
    ),
  );
  const isWorse = ({ finding }: OpenItem) => finding.severity === 'INVALID' && worse.has(findingName(finding));
  const own = openItems.filter((item) => isOwn(item) || isWorse(item));
  const since = (known?.checkpoint.openItems ?? []).filter((item) => isKept(item) && !isAccepted(item, request));
  const all = new Map([...since, ...own].map((item) => [findingName(item.finding), item]));
  const told = new Set(openItems.map(({ finding }) => findingName(finding)));
  return { openItems: [...all.values()], since: since.filter(({ finding }) => !told.has(findingName(finding))) };
}

function isAccepted({ finding }: OpenItem, { acknowledged = [] }: ValidationRequest): boolean {
  return acknowledged.includes(findingName(finding));
}

function isRolledBack({ finding }: OpenItem): boolean {
  return finding.code === 'checkpoint-rolled-back';
}

const NOTHING = { valid: 0, invalid: 0, unverified: 0 };

/** Greater than any key, in the order of UTF-16. */
const AFTER_ALL = '\uffff';

/** The result of a chain that nobody has looked at: it keeps what is remembered open. */
function untouched(chain: Chain, known: Known | undefined, start: number): ChainResult {
  return {
    ...chain,
    shard: { start, end: start },
    verdict: 'VALID',
    counts: {
      digests: NOTHING,
      backfillDigests: NOTHING,
      logFiles: NOTHING,
      pendingLogFiles: 0,
      expired: 0,
      otherTrails: 0,
    },
    segments: [],
    backfills: [],
    openItems: known?.checkpoint.openItems ?? [],
    pendingLogFiles: known?.checkpoint.pendingLogFiles ?? [],
    logFilesBefore: known?.checkpoint.logFilesAfter ?? AFTER_ALL,
  };
}
