// Every object below the trail's prefix is one that CloudTrail writes and a digest names, or a finding.
import { gzipSync } from 'node:zlib';
import { DAY } from '../../../lambda/core/format/time';
import { HOUR, Corpus, logFileKey, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, START, validate } from './harness';

const corpus = Corpus.of({
  ...{ accounts: [ACCOUNT], regions: [REGION], start: START, hours: 100 },
  organizationId: 'o-exampleorgid',
});
const NOW = START + 90 * HOUR;
/** The first days are older than what is kept, and are there all the same. */
const RETENTION_START = START + 10 * HOUR;
const PREFIX = `AWSLogs/o-exampleorgid/${ACCOUNT}`;
const FOLDER = `${PREFIX}/CloudTrail/${REGION}`;

const request = (overrides = {}) =>
  requestFor(corpus, {
    ...{ window: { start: RETENTION_START, end: NOW }, now: NOW, retentionStart: RETENTION_START },
    ...{ sweep: true, isDedicated: true },
    ...overrides,
  });

function store(): MemoryStore {
  const bucket = MemoryStore.of(corpus);
  bucket.now = NOW;
  return bucket;
}

const nameOf = (time: number) => logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
const digestNamed = (time: number) =>
  corpus
    .chain()
    .normalKeys[5].replace(/\d{4}\/\d\d\/\d\d(?=\/)/, new Date(time).toISOString().slice(0, 10).replaceAll('-', '/'))
    .replace(/\d{8}T/, `${new Date(time).toISOString().slice(0, 10).replaceAll('-', '')}T`);

const STRAYS: readonly (readonly [what: string, key: string])[] = [
  ['named for a later year', nameOf(Date.UTC(2030, 5, 1))],
  ['named for an earlier year', nameOf(Date.UTC(2001, 5, 1))],
  ['named for 400 days ago', nameOf(NOW - 400 * DAY)],
  ['named for the day after tomorrow', nameOf(NOW + 2 * DAY)],
  ['in the folder of the Region', `${FOLDER}/zzz.json.gz`],
  ['in the folder of the Region, before all years', `${FOLDER}/!.json.gz`],
  ['in a folder of its own', `${FOLDER}/more/2026/01/11/x.json.gz`],
  ['in a folder below that of a day', nameOf(START + 30 * HOUR).replace(/\/(?=[^/]+$)/, '/more/')],
  ['in a Region that is none', `${PREFIX}/CloudTrail/us-east-1b/2026/01/11/x.json.gz`],
  ['in a Region in upper case', `${PREFIX}/CloudTrail/US-EAST-1/2026/01/11/x.json.gz`],
  ['without a Region', `${PREFIX}/CloudTrail/2026/01/11/x.json.gz`],
  ['without a Region and a folder', `${PREFIX}/CloudTrail/x.json.gz`],
  ['in another letter case', `${PREFIX}/cloudtrail/${REGION}/2026/01/11/x.json.gz`],
  ['of another kind', `${PREFIX}/Other/x.json.gz`],
  ['in the folder of the account', `${PREFIX}/x.json.gz`],
  ['of an account that is none', `AWSLogs/o-exampleorgid/12345/CloudTrail/${REGION}/2026/01/11/x.json.gz`],
  ['of an account without its organization', `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/01/11/x.json.gz`],
  ['in the folder of all accounts', 'AWSLogs/o-exampleorgid/x.json.gz'],
  ['in the folder of all organizations', 'AWSLogs/x.json.gz'],
  ['named as a digest of a later year', digestNamed(Date.UTC(2030, 5, 1))],
  ['named as a digest of an earlier year', digestNamed(Date.UTC(2001, 5, 1))],
  ['among the digests of a Region', `${PREFIX}/CloudTrail-Digest/${REGION}/zzz.json.gz`],
  ['among the digests, before all years', `${PREFIX}/CloudTrail-Digest/${REGION}/!.json.gz`],
];

describe('an object', () => {
  test.each(STRAYS)('%s is a finding', async (_, key) => {
    const bucket = store();
    bucket.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: NOW - 40 * HOUR });
    const { result, findings } = await validate(bucket, request());
    const found = findings.filter((finding) => finding.key === key && finding.severity !== 'NOTICE');
    expect([result.verdict === 'VALID', found.length]).toEqual([false, 1]);
  });

  test('of which CloudTrail would write the like is tampering, and of which the digest may have expired is not', async () => {
    const severityOf = async (key: string) => {
      const bucket = store();
      bucket.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: NOW - 40 * HOUR });
      return (await validate(bucket, request())).result.verdict;
    };
    expect(await severityOf(nameOf(Date.UTC(2030, 5, 1)))).toBe('INVALID');
    expect(await severityOf(nameOf(Date.UTC(2001, 5, 1)))).toBe('INCOMPLETE');
  });

  test('that sorts after all that CloudTrail has written is found by an hourly run', async () => {
    const bucket = store();
    const { result } = await validate(bucket, request({ sweep: undefined }));
    const { segments, openItems, pendingLogFiles, backfills } = {
      ...{ segments: result.chains[0].segments, openItems: [], pendingLogFiles: [], backfills: [] },
    };
    const checkpoint = { accountId: ACCOUNT, region: REGION, segments, openItems, pendingLogFiles, backfills };
    for (const key of [nameOf(Date.UTC(2030, 5, 1)), `${FOLDER}/zzz.json.gz`]) {
      bucket.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: NOW - 40 * HOUR });
    }
    const { codes, findings } = await validate(bucket, request({ sweep: undefined, checkpoints: [checkpoint] }));
    expect([codes, findings.length]).toEqual([['log-file-unlisted'], 2]);
  });
});

describe('no finding', () => {
  test('is what CloudTrail writes, older than what is kept too, and the markers of folders', async () => {
    const bucket = store();
    const marker = { body: Buffer.alloc(0), metadata: {}, lastModified: NOW - 40 * HOUR };
    for (const folder of ['AWSLogs/', `AWSLogs/${ACCOUNT}/`, `${PREFIX}/`, `${PREFIX}/CloudTrail/`, `${FOLDER}/`]) {
      bucket.objects.set(folder, marker);
    }
    const body = gzipSync('{}');
    for (const kind of ['CloudTrail-Insight', 'CloudTrail-NetworkActivity', 'CloudTrail-Aggregated']) {
      const key = `${PREFIX}/${kind}/${REGION}/2026/01/11/x.json.gz`;
      bucket.objects.set(key, { body, metadata: {}, lastModified: NOW - 40 * HOUR });
    }
    for (const sweep of [true, undefined]) {
      const { result, codes } = await validate(bucket, request({ sweep }));
      expect([sweep, result.verdict, codes]).toEqual([sweep, 'VALID', []]);
    }
  });

  test('is what is older than what is kept, by the time at which it was written', async () => {
    const bucket = store();
    bucket.objects.set(nameOf(START - DAY), { body: gzipSync('{}'), metadata: {}, lastModified: START - DAY });
    bucket.objects.set(`${PREFIX}/Other/x`, { body: gzipSync('{}'), metadata: {}, lastModified: START - DAY });
    const digests = `${PREFIX}/CloudTrail-Digest/${REGION}`;
    bucket.objects.set(`${digests}/2026/01/11/x`, { body: gzipSync('{}'), metadata: {}, lastModified: START - DAY });
    expect((await validate(bucket, request())).result.verdict).toBe('VALID');
  });

  test('is, where others may write to the bucket, what they write beside the folders of CloudTrail', async () => {
    const bucket = store();
    const object = { body: gzipSync('{}'), metadata: {}, lastModified: NOW - 40 * HOUR };
    bucket.objects.set(`${PREFIX}/elasticloadbalancing/${REGION}/2026/01/11/x.gz`, object);
    bucket.objects.set(`AWSLogs/${ACCOUNT}/Config/x.gz`, object);
    expect((await validate(bucket, request({ isDedicated: undefined }))).result.verdict).toBe('VALID');
    bucket.objects.set(`${PREFIX}/cloudtrail/${REGION}/2026/01/11/x.json.gz`, object);
    expect((await validate(bucket, request({ isDedicated: undefined }))).codes).toEqual(['unexpected-object']);
  });

  test('is, in a window that someone has chosen, what lies outside of it', async () => {
    const bucket = store();
    const window = { start: START + 40 * HOUR, end: START + 50 * HOUR };
    const kept = { retentionStart: START };
    for (const key of [nameOf(Date.UTC(2030, 5, 1)), nameOf(START + HOUR), digestNamed(Date.UTC(2030, 5, 1))]) {
      bucket.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: START + 5 * HOUR });
    }
    const { result, codes } = await validate(bucket, request({ window, sweep: undefined, ...kept }));
    expect([result.verdict, codes]).toEqual(['VALID', []]);
    expect((await validate(bucket, request({ sweep: undefined, ...kept }))).result.verdict).toBe('INVALID');
  });

  test('is what CloudTrail writes while the run, whose clock is slow, goes on', async () => {
    const bucket = store();
    bucket.now = NOW + 8 * HOUR;
    const { result, codes } = await validate(bucket, request());
    expect([result.verdict, codes]).toEqual(['VALID', []]);
  });
});

test('the requests for what lies above the chains do not grow with what is there', async () => {
  const bucket = store();
  await validate(bucket, request());
  const { folders, listings } = bucket.calls;
  for (let index = 0; index < 3000; index++) {
    const key = `${PREFIX}/Other/${index}.json.gz`;
    bucket.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: NOW - 40 * HOUR });
  }
  const { findings } = await validate(bucket, request());
  expect(bucket.calls.folders).toBe(2 * folders);
  expect(bucket.calls.listings).toBe(2 * listings + 2);
  expect(findings.filter(({ code }) => code === 'unexpected-object')).toHaveLength(1000);
  // What is not looked at is no silence.
  expect(findings.filter(({ code }) => code === 'not-validated')).toHaveLength(1);
});
