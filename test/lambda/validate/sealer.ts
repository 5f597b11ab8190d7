// Seals as whoever has the validator's role writes them: authentic, whatever they say.
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { Mac } from '../../../lambda/aws/kms';
import { AuthenticatedBucket } from '../../../lambda/aws/s3/authenticated-bucket';
import { sealHash } from '../../../lambda/core/seal/sealed-day';
import { SealStore } from '../../../lambda/records/seal-store';
import type { Seal } from '../../../lambda/records/seal';
import { EVIDENCE, REGION } from '../../support/run-time/function-environment';
import type { World } from '../../support/run-time/world';

export function sealStore(world: World): SealStore {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const options = { endpoint: world.endpoint, region: REGION, credentials };
  const mac = new Mac(new KMSClient(options), 'checkpoint-key');
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  return new SealStore(new AuthenticatedBucket(s3, mac, EVIDENCE), { arn: world.corpus.trailArn });
}

/** Writes a seal that names the versions that are there now, whatever they hold. */
export async function sealAsItIs(world: World, seal: Seal, change: Partial<Seal> = {}): Promise<void> {
  const files = seal.files.map((file) => {
    const [top] = world.logs.versions(file.key);
    return { ...file, versionId: top.versionId, size: top.object?.body.length ?? 0 };
  });
  const own = { ...seal, files, ...change };
  await sealStore(world).write({ ...own, sha256: sealHash(own) });
}
