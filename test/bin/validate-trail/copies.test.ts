// A copy of the bucket that was made a while ago, read by the command as it ships, in one thread and in two.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus, HOUR, logFileKey } from '../../support/corpus';
import { bucketOf, serveCorpus, type MemoryBucket } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runPacked } from '../packed';
import { digestOf, logOf, ONE, verify, WINDOW } from './served';
import { FORGED } from './mutations';

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
function copied(change: (bucket: MemoryBucket) => void = () => undefined): MemoryBucket {
  const bucket = bucketOf(corpus);
  change(bucket);
  const lastModified = new Date(Date.now() - HOUR);
  for (const key of bucket.keys) bucket.put(key, { ...bucket.object(key)!, lastModified });
  return bucket;
}

async function verifyCopy(
  change?: (bucket: MemoryBucket) => void,
  argv: readonly string[] = DECLARED,
  window = WINDOW,
) {
  const standIn = await serveCorpus(corpus, { s3: { buckets: { 'a-copy': copied(change) } } });
  const reports: (Report & { status: number })[] = [];
  try {
    for (const workers of ['1', '2']) {
      const words = ['--trail-arn', corpus.trailArn, ...window, ...argv, '--output', 'json', '--workers', workers];
      const { stdout, status } = await runPacked(words, awsEnvironment(standIn.endpoint));
      reports.push({ ...(JSON.parse(stdout.replace(/"time": ?"[^"]+"/, '"time":""')) as Report), status });
    }
  } finally {
    await standIn.close();
  }
  expect(reports[1]).toEqual(reports[0]);
  return reports[0];
}

const found = ({ findings }: Report) =>
  findings.filter(({ severity }) => severity !== 'NOTICE').map(({ code, bucket, key }) => [code, bucket, key]);

test('an intact copy is valid, and the report says of what it is a copy', async () => {
  const { status, verdict, report, ...rest } = await verifyCopy();
  expect([status, verdict, found({ status, verdict, report, ...rest } as Report)]).toEqual([0, 'VALID', []]);
  expect(report.source).toBe('s3://a-copy/AWSLogs/, a copy of trail-logs');
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
  const report = await verifyCopy(change);
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
