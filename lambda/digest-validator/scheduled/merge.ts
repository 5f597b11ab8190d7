import { gunzipSync } from 'node:zlib';
import type { SealedBucket } from '../aws/sealed-bucket';
import { mergeChain, resumesAt, type Chain, type ChainResult, type Finding, type ValidationRequest } from '../core';
import { conclude, type RunSummary } from './conclude';
import type { Doors } from './doors';
import { Findings } from './findings';
import type { RunTimes } from './lease';
import { Ledger } from './ledger';
import { chainName } from './memory';
import { readSealed, type TaskResult } from './piece';
import { runFolder, type Part, type Plan, type Task } from './plan';
import { checkpointsOf, recall } from './recall';
import type { Known } from './reconcile';

/** The end of a run that went over the map: one verdict, the checkpoints, the evidence, and the lease given back. */
export async function mergePieces(doors: Doors, times: RunTimes): Promise<RunSummary> {
  const { work, memory, lease, folder } = doors;
  if (work === undefined) throw new Error('there is no work bucket');
  const { runId } = times;
  const plan = await readSealed<Plan>(work, `${runFolder(runId)}/plan.json`);
  const { now, retentionStart = 0 } = plan.request;
  const recollection = await recall(doors, { now, retentionStart });
  const request: ValidationRequest = { ...plan.request, checkpoints: checkpointsOf(recollection) };
  const before = new Map(recollection.known);
  const findings = new Findings(folder, runId, now);
  const ledger = new Ledger(memory, recollection.known, request, runId);
  const { pieces, failed } = await gather(work, plan, findings);
  const results: ChainResult[] = [];
  for (const [name, { chain, parts }] of pieces) {
    const known = before.get(name);
    const { result, provable, untold } = mergeParts(chain, parts, known, request);
    for (const finding of untold) await findings.add(finding);
    await ledger.take(provable);
    findings.addUntold(result, known, request.window.end);
    results.push(result);
  }
  const run = {
    mode: plan.mode,
    route: 'map',
    times,
    request,
    recollection,
    results,
    ledger,
    findings,
    failed,
  } as const;
  const summary = await conclude(doors, run);
  await lease.release(runId);
  return summary;
}

interface Pieces {
  readonly chain: Chain;
  /** The results that are there; a child that failed has left none. */
  readonly parts: ChainResult[];
}

interface Gathered {
  readonly pieces: ReadonlyMap<string, Pieces>;
  readonly failed: readonly Part[];
}

/** All results by chain, what the children that failed were to prove, and all findings of the others. */
async function gather(work: SealedBucket, { runId, tasks }: Plan, findings: Findings): Promise<Gathered> {
  const pieces = new Map<string, Pieces>();
  const failed: Part[] = [];
  for (const task of tasks) {
    const result = await resultOf(work, runId, task);
    if (result === undefined) failed.push(...task.parts);
    const { results = [], findings: list } = result ?? {};
    task.parts.forEach(({ accountId, region }, at) => {
      const name = chainName({ accountId, region });
      const known = pieces.get(name) ?? { chain: { accountId, region }, parts: [] };
      pieces.set(name, known);
      if (results[at] !== undefined) known.parts.push(results[at]);
    });
    if (list === undefined) continue;
    for (const finding of await readFindings(work, list.key)) await findings.add(finding);
  }
  return { pieces, failed };
}

/** What a child left, if it is whole and its own. */
async function resultOf(work: SealedBucket, runId: string, { index, parts }: Task): Promise<TaskResult | undefined> {
  const object = await work.get(`${runFolder(runId)}/results/${index}.json`);
  if (object?.isGenuine !== true) return undefined;
  const result = JSON.parse(object.body.toString('utf8')) as TaskResult;
  return result.results.length === parts.length ? result : undefined;
}

async function readFindings(work: SealedBucket, key: string): Promise<Finding[]> {
  const object = await work.get(key);
  if (object?.isGenuine !== true) throw new Error(`${key} was not written by this run`);
  const lines = gunzipSync(object.body).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Finding);
}

/**
 * Joins the parts of one chain. The checkpoint moves as far as they follow on one another: what lies behind a part that
 * failed is proven again, but what was found there stays open.
 */
function mergeParts(chain: Chain, parts: readonly ChainResult[], known: Known | undefined, request: ValidationRequest) {
  const start = Math.max(request.window.start, resumesAt(known?.checkpoint, request) ?? -Infinity);
  const nothing = [untouched(chain, known, start)];
  const { result, findings } = mergeChain(parts.length > 0 ? parts : nothing, request);
  const inRow: ChainResult[] = [];
  let reached = start;
  for (const part of [...parts].sort((one, other) => one.piece.start - other.piece.start)) {
    if (part.piece.start > reached) break;
    inRow.push(part);
    reached = Math.max(reached, part.piece.end);
  }
  const proven = mergeChain(inRow.length > 0 ? inRow : nothing, request).result;
  // Every part looks at all that waits before the head.
  const pending = new Map(proven.pendingLogFiles.map((file) => [file.key, file]));
  const provable = { ...proven, openItems: result.openItems, pendingLogFiles: [...pending.values()] };
  return { result, provable, untold: findings };
}

const NOTHING = { valid: 0, invalid: 0, unproven: 0 };

/** The result of a chain that nobody has looked at: it keeps what is remembered open. */
function untouched(chain: Chain, known: Known | undefined, start: number): ChainResult {
  return {
    ...chain,
    piece: { start, end: start },
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
  };
}
