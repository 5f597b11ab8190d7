// Objects of so many bytes that the SDK announces them by a header of its own.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { Clients } from '../../../lambda/aws/clients';
import { Mac } from '../../../lambda/aws/kms';
import { AuthenticatedBucket } from '../../../lambda/aws/s3/authenticated-bucket';
import { kmsStandIn } from '../../support/run-time/kms';
import { s3Writes } from '../../support/run-time/s3-writes';
import { MemoryBucket, s3StandIn, serve } from '../../support/stand-ins';

test('a file of three mebibytes is stored and read back, as its hash says', async () => {
  const buckets = { evidence: new MemoryBucket() };
  const services = [kmsStandIn().service, s3Writes(buckets, () => 0), s3StandIn({ buckets })];
  const standIn = await serve({ services });
  const credentials = () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  const clients = new Clients({ endpoint: standIn.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const folder = mkdtempSync(path.join(tmpdir(), 'big-objects-'));
  try {
    const bucket = new AuthenticatedBucket(clients.s3(), new Mac(clients.client(KMSClient), 'key'), 'evidence');
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    const file = {
      path: path.join(folder, 'file'),
      size: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    };
    writeFileSync(file.path, body);
    await bucket.putFile('list', file, 'application/x-ndjson');
    await bucket.put('report', body);
    expect((await bucket.get('list'))?.isAuthentic).toBe(true);
    const [{ versionId }] = await versionsOf(bucket);
    await bucket.getFile({ key: 'list', sha256: file.sha256 }, versionId, path.join(folder, 'copy'));
    const other = bucket.getFile({ key: 'list', sha256: 'other' }, versionId, path.join(folder, 'copy'));
    await expect(other).rejects.toThrow('list was changed while it was being read');
  } finally {
    await clients.close();
    await standIn.close();
  }
});

async function versionsOf(bucket: AuthenticatedBucket) {
  const versions = [];
  for await (const version of bucket.versions('list')) versions.push(version);
  return versions;
}
