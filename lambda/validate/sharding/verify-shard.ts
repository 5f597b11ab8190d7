import { Limiter, PublicKeyUse, REQUESTS_AT_ONCE, validateShards, type ValidationRequest } from '../../core';
import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import { unlessThere } from '../../aws/s3/put-new-object';
import { FindingsFile, findingsKeyOf } from '../../records/findings-file';
import { LINES_TYPE } from '../../records/lines-file';
import { shardInputFormat, shardResultFormat, type ShardResult } from '../../records/plan';
import { PublicKeyCache } from '../../records/public-key-cache';
import type { RunClients } from '../clients';
import { ShardRecords } from '../evidence/shard-records';
import { findingIn } from '../findings';
import type { RunTimes } from '../run-times';
import { sealedRun } from '../sealing/seal-run';
import { WorkKeys } from './work-keys';

/** Verifies one shard with the same core. What it has no time for is named by the merge. */
export async function verifyShard(
  { store: openStore, workBucket, folder, seals }: Pick<RunClients, 'store' | 'workBucket' | 'folder' | 'seals'>,
  runId: string,
  index: number,
  { signal }: Pick<RunTimes, 'signal'>,
): Promise<Pick<ShardResult, 'index'>> {
  if (workBucket === undefined) throw new Error('there is no work bucket');
  const keys = new WorkKeys(runId);
  const limiter = new Limiter(REQUESTS_AT_ONCE);
  const input = shardInputFormat.parse(
    (await workBucket.getAuthentic(keys.input(index))).toString(),
    keys.input(index),
  );
  const { checkpoints } = input;
  const request: ValidationRequest = { ...input.request, checkpoints, limiter, signal, reportsObjects: true };
  const file = new FindingsFile(folder, `${runId}-${index}`);
  const { now, retentionStart = -Infinity } = request;
  const records = new ShardRecords(folder, `${runId}-${index}`, { now, retentionStart });
  try {
    const store = new PublicKeyCache(input.keys, request.now).behind(openStore(limiter));
    const publicKeys = new PublicKeyUse(request.now);
    const run = sealedRun({ seals }, store, request, runId, async (event) => {
      publicKeys.event(event);
      if (event.type === 'object') await records.addObject(event);
      if (event.type === 'finding') await file.add(findingIn(event));
    });
    const results = await validateShards(store, run.request, input.chains, run.report);
    const objects = await records.leave(workBucket, (sha256) => keys.objects(index, sha256));
    await leave(workBucket, keys.result(index), { index, results, objects, publicKeys: publicKeys.values() }, file);
    return { index };
  } finally {
    await records.remove();
    await file.remove();
  }
}

/** A shard that is tried again finds what its first try has left, and that holds. */
async function leave(
  bucket: AuthenticatedBucket,
  key: string,
  result: Omit<ShardResult, 'findings'>,
  file: FindingsFile,
): Promise<void> {
  const stored = await file.finish();
  const findings = stored && findingsKeyOf(key);
  if (stored && findings) await unlessThere(() => bucket.putFile(findings, stored, LINES_TYPE));
  const text = shardResultFormat.stringify({ ...result, findings }, key);
  await unlessThere(() => bucket.put(key, Buffer.from(text)));
}
