// A copy of the bucket that was made a while ago, read by the command as it ships, in one thread and in two.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus, HOUR, logFileKey } from '../../support/corpus';
import { bucketOf, serveCorpus, type MemoryBucket } from '../../support/stand-ins';
import { awsEnvironment, type Run } from '../aws';
import { runPacked } from '../packed';
import { digestOf, logOf, NOW, ONE, verify, WINDOW } from './served';
import { FORGED } from './mutations';

type Change = (bucket: MemoryBucket) => void;

interface Report {
  readonly verdict: string;
  readonly report: { readonly source: string };
  readonly findings: { readonly code: string; readonly severity: string; readonly bucket: string; key: string }[];
}

const corpus = new Corpus(ONE);
const DECLARED = ['--s3-bucket', 'a-copy', '--copy-of', 'trail-logs'];
const INJECTED = logFileKey(
  corpus.place,
  ONE.accounts[0],
  ONE.regions[0],
  corpus.chain().ends[5] - HOUR / 2,
  'INJECTEDINJECT00',
);

/** The bucket with everything written again an hour ago. */
function copied(now: number, change: Change = () => undefined): MemoryBucket {
  const bucket = bucketOf(corpus);
  change(bucket);
  const lastModified = new Date(now - HOUR);
  for (const key of bucket.keys) bucket.put(key, { ...bucket.object(key)!, lastModified });
  return bucket;
}

const parsed = ({ stdout, status }: Run) => ({
  ...(JSON.parse(
    stdout.replace(/"time": ?"[^"]+"/, '"time":""').replace(/ListPublicKeys of [^"]+/g, 'ListPublicKeys'),
  ) as Report),
  status,
});

/** By the command as it ships, in processes of their own, with one thread and with two. */
async function verifyPacked(change?: Change) {
  const standIn = await serveCorpus(corpus, { s3: { buckets: { 'a-copy': copied(Date.now(), change) } } });
  const words = ['--trail-arn', corpus.trailArn, ...WINDOW, ...DECLARED, '--output', 'json', '--workers'];
  try {
    const runs = await Promise.all(
      ['1', '2'].map((workers) => runPacked([...words, workers], awsEnvironment(standIn.endpoint))),
    );
    expect(parsed(runs[1])).toEqual(parsed(runs[0]));
    return parsed(runs[0]);
  } finally {
    await standIn.close();
  }
}

async function verifyCopy(change: Change | undefined, argv: readonly string[], window = WINDOW) {
  const serve = { s3: { buckets: { 'a-copy': copied(NOW, change) } } };
  return parsed(await verify(corpus, { argv: [...argv, '--output', 'json'], window, serve }));
}

const found = ({ findings }: Report) =>
  findings.filter(({ severity }) => severity !== 'NOTICE').map(({ code, bucket, key }) => [code, bucket, key]);

test('an intact copy is valid, and the report says of what it is a copy', async () => {
  const report = await verifyPacked();
  expect([report.status, report.verdict, found(report)]).toEqual([0, 'VALID', []]);
  expect(report.report.source).toBe('s3://a-copy/AWSLogs/, a copy of trail-logs');
});

test.each([
  [
    'an injected log file',
    (bucket: MemoryBucket) => bucket.put(INJECTED, { body: FORGED }),
    'log-file-unlisted',
    INJECTED,
  ],
  [
    'a missing log file',
    (bucket: MemoryBucket) => bucket.delete(logOf(corpus, 5)),
    'log-file-missing',
    logOf(corpus, 5),
  ],
  [
    'a missing digest',
    (bucket: MemoryBucket) => bucket.delete(digestOf(corpus, 5)),
    'digest-missing',
    digestOf(corpus, 5),
  ],
])('%s is tampering at once, in the copy', async (_, change, code, key) => {
  const report = await verifyPacked(change);
  expect([report.status, report.verdict]).toEqual([1, 'INVALID']);
  expect(found(report)).toContainEqual([code, 'a-copy', key]);
});

test('a copy that is not declared is none of the bucket', async () => {
  const report = await verifyCopy(undefined, ['--s3-bucket', 'a-copy']);
  expect(report.verdict).toBe('INVALID');
  expect(new Set(found(report).map(([code]) => code))).toContain('digest-moved');
});

describe('a copy that has lost the metadata of its objects', () => {
  const whole = ['--start-time', '2026-01-10T05:00:00Z', '--end-time', '2026-01-10T15:00:00Z'];
  const withoutMetadata = (bucket: MemoryBucket) => {
    for (const key of bucket.keys) bucket.put(key, { ...bucket.object(key)!, metadata: {} });
  };

  test('is unverified where no other digest holds the signature', async () => {
    const report = await verifyCopy(withoutMetadata, DECLARED, whole);
    expect(report.verdict).toBe('INCOMPLETE');
    expect(found(report)).toContainEqual(['digest-signature-unknown', 'a-copy', digestOf(corpus, 12)]);
  });

  test('is valid with the signatures that were saved from the bucket, and not with those of another one', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
    const file = path.join(folder, 'signatures');
    try {
      const argv = [...whole, '--save-signatures', file];
      expect((await verify(corpus, { window: argv })).status).toBe(0);
      const given = [...DECLARED, '--signatures', file];
      expect(await verifyCopy(withoutMetadata, given, whole)).toMatchObject({ status: 0, verdict: 'VALID' });
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('trail-logs', 'a-copy'));
      expect(await verifyCopy(withoutMetadata, given, whole)).toMatchObject({ status: 2, verdict: 'INCOMPLETE' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
