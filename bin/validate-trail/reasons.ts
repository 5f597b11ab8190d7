import type { Finding, TrailResult, Trail } from '../../lambda/core';
import type { FileCounter, FileTally } from './events/file-counts';
import type { Options } from './options';
import type { RunClients } from './source/run-clients';
import { lookAround } from './source/look-around';

interface Verified {
  readonly verified: TrailResult;
  readonly files: FileCounter;
  /** A run that was stopped reports what it did not verify. */
  readonly isStopped: boolean;
}

/** Why the verdict can't be VALID although nothing was found wrong: nothing was verified. */
export async function reasonsOf(
  { verified, files, isStopped }: Verified,
  options: Options,
  trail: Trail,
  { store }: RunClients,
): Promise<Finding[]> {
  const { digests, backfillDigests } = files.ofAll(verified.counts);
  if (digests.valid + backfillDigests.valid > 0 || isStopped) return [];
  const nothing = { code: 'nothing-verified', severity: 'INCOMPLETE', bucket: trail.bucket } as const;
  const isDue = verified.due.end > verified.due.start;
  if (total(digests) + total(backfillDigests) > 0) {
    return verified.verdict === 'VALID' ? [{ ...nothing, detail: { isDue, hasDigests: true } }] : [];
  }
  const { path, ...surroundings } = await lookAround(options, trail, store);
  return [{ ...nothing, key: path, detail: { isDue, ...surroundings } }];
}

function total({ valid, invalid, unverified, acknowledged }: FileTally): number {
  return valid + invalid + unverified + acknowledged;
}
