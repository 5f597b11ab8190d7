import type { Finding } from '../../core';
import type { RunClients } from '../clients';
import type { Estimate } from './estimate';
import type { KeptKeys } from '../../records/public-key-store';
import type { RunTimes } from '../lease';
import { planTasks, runFolder, taskFile, type PlainRequest, type Plan } from './plan';
import type { Known } from '../reconcile';
import type { Mode } from '../../records/report';

/** A child is given less than a run can take, so that one that fails costs little. */
const TASKS_PER_RUN = 5;
const WRITES_AT_ONCE = 16;

interface BigRun {
  readonly mode: Mode;
  readonly times: RunTimes;
  readonly request: PlainRequest;
  readonly findings: readonly Finding[];
  readonly known: ReadonlyMap<string, Known>;
  readonly kept: KeptKeys;
  readonly estimates: readonly Estimate[];
  readonly objectsPerRun: number;
}

/** Writes down who verifies what, starts the state machine over it, and hands it the lease. */
export async function startMap(
  { work: bucket, executions, lease, sweepLease }: RunClients,
  { mode, times, request, findings, known, kept, estimates, objectsPerRun }: BigRun,
): Promise<string> {
  if (bucket === undefined || executions === undefined) throw new Error('there is no state machine to hand the run to');
  const { runId, now } = times;
  const { tasks, left } = planTasks(estimates, request.window, Math.ceil(objectsPerRun / TASKS_PER_RUN));
  const checkpoints = new Map([...known].map(([name, { checkpoint }]) => [name, checkpoint]));
  const folder = runFolder(runId);
  const write = (name: string, content: object) =>
    bucket.put(`${folder}/${name}`, Buffer.from(JSON.stringify(content)));
  for (let index = 0; index < tasks.length; index += WRITES_AT_ONCE) {
    const some = tasks.slice(index, index + WRITES_AT_ONCE);
    await Promise.all(
      some.map((task) => write(`tasks/${task.index}.json`, taskFile(task, request, checkpoints, kept))),
    );
  }
  await write('plan.json', { runId, mode, request, findings, tasks, left } satisfies Plan);
  const items = tasks.map(({ index, parts }) => ({ index, chains: parts.length }));
  await write('manifest.json', items);
  const manifest = { bucket: bucket.name, key: `${folder}/manifest.json` };
  const execution = await executions.start(runId, { runId, mode, now, manifest });
  // Hourly runs go on beside a sweep, which moves no head.
  await (mode === 'sweep' ? sweepLease : lease).handOver(runId, now, execution);
  return execution;
}
