// What the stores make of records that the validator wrote and that this version can't read: none of it is passed over.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import fc from '../../support/properties';
import { Table } from '../../../lambda/aws/dynamodb';
import { Mac } from '../../../lambda/aws/kms';
import { AuthenticatedBucket } from '../../../lambda/aws/s3/authenticated-bucket';
import { readAcknowledgements } from '../../../lambda/records/acknowledgement';
import { AcknowledgementStore } from '../../../lambda/records/acknowledgement-store';
import { CheckpointListFile } from '../../../lambda/records/checkpoint-list';
import { CheckpointStore } from '../../../lambda/records/checkpoint-store';
import { PublicKeyStore } from '../../../lambda/records/public-key-store';
import { readReport } from '../../../lambda/records/read-report';
import { reportFormat, type Report } from '../../../lambda/records/report';
import { ReportHeadStore } from '../../../lambda/records/report-head';
import { ReportStore } from '../../../lambda/records/report-store';
import { Lease } from '../../../lambda/validate/lease';
import { kmsStandIn } from '../../support/run-time/kms';
import { s3Writes } from '../../support/run-time/s3-writes';
import { serveTable, type TableStandIn } from '../../support/run-time/table';
import { MemoryBucket, s3StandIn, serve, type StandIn } from '../../support/stand-ins';
import { report as anyReport } from './arbitraries';

const NOW = Date.UTC(2026, 0, 10);
const RUN = { runId: 'run', started: NOW, deadline: NOW + 900_000 };
const [REPORT] = fc.sample(anyReport, { numRuns: 1, seed: 7 });

const directory = mkdtempSync(path.join(tmpdir(), 'stores-'));
let objects: MemoryBucket;
let tableStandIn: TableStandIn;
let standIn: StandIn;
let kms: KMSClient;
let s3: S3Client;

beforeAll(async () => {
  objects = new MemoryBucket();
  const buckets = { evidence: objects };
  const services = [kmsStandIn().service, s3Writes(buckets, () => NOW), s3StandIn({ buckets })];
  [tableStandIn, standIn] = await Promise.all([serveTable(), serve({ services })]);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const options = { endpoint: standIn.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  kms = new KMSClient(options);
  s3 = new S3Client({ ...options, forcePathStyle: true });
});

afterAll(async () => {
  kms.destroy();
  s3.destroy();
  await Promise.all([tableStandIn.close(), standIn.close()]);
});

describe('a report of another version', () => {
  test('that is the newest one stops the run', async () => {
    const { bucket, reports, folder } = newTrail();
    const key = `${folder}/reports/2026/01/09/2026-01-09T23:00:00.000Z-run.json`;
    await bucket.put(key, textOf(3));
    await expect(reports.newest(NOW)).rejects.toThrow(`${key}: version: 3 is not supported, expected 1 or 2`);
  });

  test('that somebody else wrote does not: it is a finding', async () => {
    const { reports, folder } = newTrail();
    const key = `${folder}/reports/2026/01/09/2026-01-09T23:00:00.000Z-run.json`;
    objects.put(key, { body: textOf(3) });
    expect((await reports.newest(NOW)).findings).toEqual([expect.objectContaining({ key, severity: 'INVALID' })]);
  });

  test('is no reason to publish it', async () => {
    const { bucket, folder } = newTrail();
    const key = `${folder}/reports/2026/01/09/2026-01-09T23:00:00.000Z-run.json`;
    await bucket.put(key, textOf(3));
    await expect(readReport(bucket, key)).rejects.toThrow('version: 3 is not supported, expected 1 or 2');
  });
});

test('a report that can not be read back is not written, nor is its list of findings', async () => {
  const { reports, folder } = newTrail();
  const { position } = await reports.newest(NOW);
  const broken: Report = { ...REPORT, time: NOW, duration: NaN };
  await expect(reports.write(broken, await files(), position)).rejects.toThrow(
    'duration: expected number, received NaN',
  );
  expect(objects.keys.filter((key) => key.startsWith(folder))).toEqual([]);
});

test('what is written is the newest report', async () => {
  const { reports } = newTrail();
  const { position } = await reports.newest(NOW);
  const link = await reports.write({ ...REPORT, time: NOW, runId: 'run' }, await files(), position);
  const newest = await reports.newest(NOW);
  expect(newest).toMatchObject({ position: { link }, report: { runId: 'run', time: NOW }, findings: [] });
});

describe('an item of the table with a good MAC', () => {
  const chain = { accountId: '111111111111', region: 'us-east-1' };

  test('that is a checkpoint of another version stops the run', async () => {
    const { table, mac, trailArn, checkpoints } = newTrail();
    const body = gzipSync(JSON.stringify({ version: 2, ...chain }));
    const code = await mac.make(`${trailArn} 111111111111#us-east-1 1`, body);
    await table.put('chain#111111111111#us-east-1', { body, counter: 1, mac: code, runId: 'run' }, undefined);
    await expect(checkpoints.read(() => undefined)).rejects.toThrow(
      'checkpoints chain#111111111111#us-east-1: version: 2 is not supported, expected 1',
    );
  });

  test('that holds public keys in another form stops the run', async () => {
    const { table, mac, trailArn, publicKeys } = newTrail();
    const body = gzipSync(JSON.stringify({ version: 1, keys: [{ der: 7, receivedAt: NOW }] }));
    const code = await mac.make(`${trailArn} public-keys#us-east-1`, body);
    await table.put('public-keys#us-east-1', { body, counter: 1, mac: code, runId: 'run' }, undefined);
    await expect(publicKeys.load(NOW)).rejects.toThrow(
      'checkpoints public-keys#us-east-1: keys[0].der: expected string, received 7',
    );
  });
});

test('a lease in another form stops the run', async () => {
  const { table } = newTrail();
  await table.takeLease('lease', { owner: 'other', expires: NOW + 900_000 }, NOW);
  await expect(new Lease(table, undefined).take(RUN)).rejects.toThrow(
    'checkpoints lease: version: missing, expected 1',
  );
});

describe('an object among the acknowledgements', () => {
  const content = { version: 1, findings: [{ name: 'one' }], who: 'Jane Doe', why: 'restored', time: '', caller: '' };
  test.each<[string, object, string]>([
    ['of another version', { ...content, version: 2 }, 'version: 2 is not supported, expected 1'],
    ['without a reason', { ...content, why: ' ' }, 'why: expected text, received " "'],
    [
      'with a name that is no text',
      { ...content, findings: [{ name: 'two' }, { name: 3 }] },
      'findings[1].name: expected string, received 3',
    ],
    ['with an unknown field', { ...content, until: '2027' }, 'until: unknown field'],
  ])('%s acknowledges nothing, and the log says why', async (_, other, problem) => {
    const { acknowledgements, folder } = newTrail();
    const [good, bad] = ['1', '2'].map((name) => `${folder}/acknowledgements/${name}.json`);
    objects.put(good, { body: Buffer.from(JSON.stringify(content)) });
    objects.put(bad, { body: Buffer.from(JSON.stringify(other)) });
    const { acknowledged, rejected, findings } = await acknowledgements.load();
    expect([acknowledged, rejected, findings]).toEqual([[{ name: 'one' }], [`${bad}: ${problem}`], []]);
  });
});

test('of many objects that acknowledge nothing the log names some, shortened, and says how many more there are', () => {
  const name = '\u0001'.repeat(900);
  const objects = Array.from({ length: 3000 }, (_, index) => ({ key: `acknowledgements/${index}${name}`, text: '{}' }));
  const { acknowledged, rejected } = readAcknowledgements(objects);
  expect(acknowledged).toEqual([]);
  expect(rejected[0]).toMatch(/^acknowledgements\/0\\.+…$/);
  expect(rejected.at(-1)).toBe(`${objects.length - (rejected.length - 1)} more objects acknowledge nothing`);
  expect(JSON.stringify(rejected).length).toBeLessThan(16_384);
});

/** An empty list of checkpoints. */
async function files() {
  return { checkpoints: await new CheckpointListFile(directory, randomUUID()).write({}, []) };
}

function textOf(version: number): Buffer {
  return Buffer.from(reportFormat.stringify(REPORT, 'report').replace('"version":2', `"version":${version}`));
}

function newTrail() {
  const folder = randomUUID();
  const trail = { arn: `arn:aws:cloudtrail:us-east-1:111111111111:trail/${folder}`, bucket: 'logs' };
  const mac = new Mac(kms, 'checkpoint-key');
  const bucket = new AuthenticatedBucket(s3, mac, 'evidence');
  const table = new Table(tableStandIn.client, tableStandIn.tableName, trail.arn);
  return {
    folder,
    ...{ trailArn: trail.arn, mac, bucket, table },
    reports: new ReportStore(bucket, trail, new ReportHeadStore(table, mac, trail.arn), directory),
    acknowledgements: new AcknowledgementStore(bucket, trail),
    checkpoints: new CheckpointStore(table, mac, trail.arn),
    publicKeys: new PublicKeyStore(table, mac, trail.arn),
  };
}
