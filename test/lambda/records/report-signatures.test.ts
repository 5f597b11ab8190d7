// Signatures of reports by the SDK's clients, against S3 and KMS over HTTP.
import { randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { Mac, Signer } from '../../../lambda/aws/kms';
import { AuthenticatedBucket } from '../../../lambda/aws/s3/authenticated-bucket';
import { signatureKeyOf } from '../../../lambda/records/evidence-keys';
import { ReportSignatures } from '../../../lambda/records/report-signatures';
import { kmsStandIn } from '../../support/run-time/kms';
import { s3Writes } from '../../support/run-time/s3-writes';
import { MemoryBucket, s3StandIn, serve, ServiceError, type StandIn } from '../../support/stand-ins';

const NOW = Date.UTC(2026, 0, 10);
const kmsKeys = kmsStandIn();

let objects: MemoryBucket;
let standIn: StandIn;
let kms: KMSClient;
let s3: S3Client;

beforeAll(async () => {
  objects = new MemoryBucket();
  const buckets = { evidence: objects };
  standIn = await serve({ services: [kmsKeys.service, s3Writes(buckets, () => NOW), s3StandIn({ buckets })] });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const options = { endpoint: standIn.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  kms = new KMSClient(options);
  s3 = new S3Client({ ...options, forcePathStyle: true });
});

afterAll(async () => {
  kms.destroy();
  s3.destroy();
  await standIn.close();
});

/** A trail with so many reports, the last of them at the present hour. */
async function trailWith(count: number) {
  kmsKeys.signingFault = undefined;
  const name = randomUUID();
  const trail = { arn: `arn:aws:cloudtrail:us-east-1:111111111111:trail/${name}`, bucket: 'logs' };
  const bucket = new AuthenticatedBucket(s3, new Mac(kms, 'checkpoint-key'), 'evidence');
  const signatures = new ReportSignatures(bucket, new Signer(kms, 'signing-key'), trail);
  const reports: { readonly key: string; readonly sha256: string }[] = [];
  for (let index = 0; index < count; index++) {
    const time = new Date(NOW - (count - 1 - index) * 3_600_000).toISOString();
    const key = `${name}/reports/${time.slice(0, 10).replaceAll('-', '/')}/${time}-run.json`;
    reports.push({ key, sha256: await bucket.put(key, Buffer.from(`{"index":${index}}`)) });
  }
  const signed = () => reports.map(({ key }) => objects.object(signatureKeyOf(key)) !== undefined);
  return { signatures, reports, signed };
}

const LOOK = { isWhole: false };

test('a report that is signed again keeps its signature', async () => {
  const { signatures, reports } = await trailWith(1);
  await signatures.sign(reports[0]);
  const before = objects.object(signatureKeyOf(reports[0].key))?.body;
  await signatures.sign(reports[0]);
  expect(objects.object(signatureKeyOf(reports[0].key))?.body).toEqual(before);
});

test('what somebody else put in the place of a signature is not taken for it', async () => {
  const { signatures, reports } = await trailWith(1);
  objects.put(signatureKeyOf(reports[0].key), { body: Buffer.from('{}') });
  await expect(signatures.sign(reports[0])).rejects.toThrow('pre-conditions');
  expect(await signatures.trySign(reports[0])).toEqual({ unsigned: expect.stringContaining('pre-conditions') });
});

test('reports from before the first signature are not demanded', async () => {
  const { signatures, reports, signed } = await trailWith(4);
  await signatures.sign(reports[2]);
  expect([await signatures.signMissing(NOW, LOOK), signed()]).toEqual([[], [false, false, true, true]]);
});

test('without any signature the last ones are signed, a day of them', async () => {
  const { signatures, signed } = await trailWith(30);
  expect([await signatures.signMissing(NOW, LOOK), signed().filter(Boolean).length]).toEqual([[], 24]);
  expect(signed().slice(-24).every(Boolean)).toBe(true);
});

test('a sweep looks at all that is kept, an hourly run at a week', async () => {
  const later = NOW + 30 * 86_400_000;
  const { signatures, reports, signed } = await trailWith(2);
  await signatures.sign(reports[0]);
  expect([await signatures.signMissing(later, LOOK), signed()]).toEqual([[], [true, false]]);
  expect([await signatures.signMissing(later, { isWhole: true }), signed()]).toEqual([[], [true, true]]);
});

test.each([
  [new ServiceError('AccessDeniedException', 'no identity-based policy allows kms:Sign'), 'denied'],
  [new ServiceError('KMSInvalidStateException', 'is pending deletion'), 'undecryptable'],
  [new ServiceError('KMSInternalException', 'try again', 500), 'transient'],
])('one finding names the first report that can not be signed, and why: %s', async (fault, cause) => {
  const { signatures, reports } = await trailWith(2);
  kmsKeys.signingFault = fault;
  const [first] = reports;
  expect(await signatures.signMissing(NOW, LOOK)).toEqual([
    {
      ...{ code: 'report-unsigned', severity: 'INCOMPLETE', bucket: 'evidence', key: first.key },
      detail: { cause, answer: `${fault.code}: ${fault.message}` },
    },
  ]);
});
