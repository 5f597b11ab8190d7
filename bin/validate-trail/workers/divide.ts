import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { validateTrail, type PublicKeyUse, type Report, type TrailResult } from '../../../lambda/core';
import { HOUR } from '../../../lambda/core/format/time';
import type { Options } from '../options';
import type { PreparedRequest } from '../request';
import type { RunClients } from '../source/run-clients';
import type { WorkerData } from './messages';

/** Where nobody says how many threads there are. */
const MOST_THREADS = 8;
/** So many objects take as long as a thread takes to start, several times over. */
const WORTH_THREADS = 4_000;
/** An estimate lists a page for each chain: of a few hours of a few chains it is not worth that. */
const WORTH_ESTIMATE = 40;
/** Shards for each thread: so that no thread has nothing to do while another has its last one. */
const SHARDS_EACH = 4;
const MOST_OBJECTS = 10_000;

/** Verifies the chains in this thread, or, where there is enough to do and more than one core, in several. */
export async function validateOverCores(
  { request, chains }: PreparedRequest,
  { store }: RunClients,
  options: Options,
  workerFile: URL | undefined,
  { report, publicKeys }: { readonly report: Report; readonly publicKeys: PublicKeyUse },
  signal: AbortSignal,
): Promise<TrailResult> {
  const own = { ...request, signal };
  const inThisThread = () => validateTrail(store, own, report, chains);
  // The requests that --debug shows are those of this thread.
  const most = options.access.debug ? 1 : (options.workers ?? Math.min(MOST_THREADS, availableParallelism()));
  if (most === 1 || workerFile === undefined || chains.length === 0) return inThisThread();
  const chainHours = (chains.length * (request.window.end - request.window.start)) / HOUR;
  if (options.workers === undefined && chainHours < WORTH_ESTIMATE) return inThisThread();
  // Of no use to most runs.
  const [{ estimate }, { planShards }, { validateInThreads }] = await Promise.all([
    import('../../../lambda/validate/sharding/estimate'),
    import('../../../lambda/validate/sharding/plan-shards'),
    import('./threads'),
  ]);
  const estimates = await estimate(store, request, chains, undefined);
  const objects = estimates.reduce((sum, each) => sum + each.objects, 0);
  if (options.workers === undefined && objects < WORTH_THREADS) return inThisThread();
  const each = Math.min(MOST_OBJECTS, Math.max(1, Math.ceil(objects / (most * SHARDS_EACH))));
  const { shards } = planShards(estimates, request.window, each, Infinity, inOrder);
  const count = Math.min(most, shards.length);
  // Without a copy, the thread would get the variables that this process was started with.
  const start = (workerData: WorkerData) => new Worker(workerFile, { workerData, env: { ...process.env } });
  return validateInThreads({ start, count, options, request: own, chains, shards, publicKeys }, report);
}

/** The chains are reported in the order in which they were found. */
const inOrder = () => 0;
