import {
  Limiter,
  REQUESTS_AT_ONCE,
  validateShards,
  type ChainShard,
  type ChainResult,
  type ValidationRequest,
} from '../../core';
import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import type { RunClients } from '../clients';
import { findingIn } from '../findings';
import { FindingsFile } from '../../records/findings-file';
import { KeptKeys } from '../../records/public-key-store';
import type { RunTimes } from '../lease';
import { runFolder, type Part, type TaskFile } from './plan';

/** What a child leaves for the merge: one result for each part of its task. */
export interface TaskResult {
  readonly index: number;
  readonly results: readonly ChainResult[];
  /** Where its findings are listed, if there are any. */
  readonly findings?: { readonly key: string };
}

/** One child of the map: verifies its task with the same core. What it has no time for is named by the merge. */
export async function validateShard(
  { store: openStore, work, folder }: Pick<RunClients, 'store' | 'work' | 'folder'>,
  runId: string,
  index: number,
  { signal }: Pick<RunTimes, 'signal'>,
): Promise<Pick<TaskResult, 'index'>> {
  if (work === undefined) throw new Error('there is no work bucket');
  const limiter = new Limiter(REQUESTS_AT_ONCE);
  const task = await readAuthenticated<TaskFile>(work, `${runFolder(runId)}/tasks/${index}.json`);
  const request: ValidationRequest = { ...task.request, checkpoints: task.checkpoints, limiter, signal };
  const file = new FindingsFile(folder, `${runId}-${index}`);
  try {
    const store = new KeptKeys(task.keys, request.now).behind(openStore(limiter));
    const results = await validateShards(store, request, task.parts.map(shardOf), async (event) => {
      if (event.type === 'finding') await file.add(findingIn(event));
    });
    await leave(work, `${runFolder(runId)}/results/${index}`, { index, results }, file);
    return { index };
  } finally {
    await file.remove();
  }
}

/** A child that is tried again finds what its first try has left, and that holds. */
async function leave(work: AuthenticatedBucket, name: string, result: TaskResult, file: FindingsFile): Promise<void> {
  const stored = await file.finish();
  const key = `${name}.findings.ndjson.gz`;
  const findings = stored && { key };
  await unlessThere(async () => stored && work.putFile(key, stored, 'application/x-ndjson'));
  await unlessThere(() => work.put(`${name}.json`, Buffer.from(JSON.stringify({ ...result, findings }))));
}

async function unlessThere(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') throw error;
  }
}

/** What a function of the run has written; anything else stops the run. */
export async function readAuthenticated<T>(bucket: AuthenticatedBucket, key: string): Promise<T> {
  const object = await bucket.get(key);
  if (object?.isGenuine === true) return JSON.parse(object.body.toString('utf8')) as T;
  throw new Error(`${key} ${object === undefined ? 'is not there' : 'was not written by this run'}`);
}

function shardOf({ accountId, region, start, end }: Part): ChainShard {
  return { accountId, region, shard: { start, end } };
}
