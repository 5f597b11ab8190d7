import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020';
import type { OpenItem } from '../../../lambda/core';
import { checkpointLine, checkpointsKeyOf, listHeaderLine } from '../../../lambda/records/checkpoint-list';
import { reportFormat, type Report } from '../../../lambda/records/report';
import { MemoryBucket, s3StandIn, serve, stsStandIn, type StandIn } from '../../support/stand-ins';
import { s3Writes } from '../../support/run-time/s3-writes';
import { run } from '../run';

const NOW = Date.UTC(2026, 1, 1);
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const KEY = 'AWSLogs/o-exampleorgid/111111111111/CloudTrail/us-east-1/evil\nkey.json.gz';
const NAME = `log-file-unlisted 111111111111 us-east-1 s3://logs/${KEY}`;
const PLACE = ['acknowledge', '--trail-arn', TRAIL, '--evidence-bucket', 'evidence'];
const NEWEST = 'organization-trail/reports/2026/01/31/2026-01-31T00:00:00.000Z-new.json';
const PERSON = ['--who', 'Jane Doe', '--why', 'a test of ours'];

const TALLY = { valid: 0, invalid: 0, unverified: 0 };
const COUNTS = { digests: TALLY, backfillDigests: TALLY, logFiles: TALLY };
const TIMES = { verified: 0, tampered: 0, unverified: 0, oldestUnverifiedAge: 0, lastVerifiedDigestAge: 0 };
const REPORT: Report = {
  ...{ trailArn: TRAIL, runId: 'run', mode: 'hourly', route: 'lambda', verdict: 'INVALID' },
  ...{ time: NOW, firstRunTime: 0, duration: 0, due: { start: 0, end: NOW } },
  counts: { ...COUNTS, pendingLogFiles: 0, expired: 0, otherTrails: 0 },
  metrics: { ...TIMES, chains: 1, staleChains: 0, unreadableChains: 0 },
  ...{ unfinished: [], groups: [], passed: [], acknowledged: [], volume: { objects: 0, chainHours: 0 } },
};

let standIn: StandIn;
let evidence: MemoryBucket;

beforeEach(async () => {
  evidence = new MemoryBucket();
  putReport('organization-trail/reports/2026/01/30/2026-01-30T00:00:00.000Z-old.json', []);
  putReport(NEWEST, [KEY, 'k2']);
  const buckets = { evidence };
  standIn = await serve({
    services: [s3Writes(buckets, () => NOW), stsStandIn('222222222222'), s3StandIn({ buckets })],
  });
});
afterEach(() => standIn.close());

test('shows what is open in the newest report, with text from the bucket escaped', async () => {
  const { stdout, status } = await ack();
  expect([status, stdout.split('\n')[0]]).toEqual([0, `open\t${NAME.replace('\n', '\\u000a')}`]);
});

test('goes on from no list but the one that the report names', async () => {
  putReport(NEWEST, [KEY], []);
  const { status, stderr } = await ack();
  expect([status, stderr]).toEqual([3, expect.stringContaining('is not the list that the report names')]);
});

test('reads a report of version 1, which has its checkpoints inside', async () => {
  const sample = readFileSync(path.join(__dirname, '../../lambda/records/samples/report-1.json'));
  evidence.put(NEWEST, { body: sample });
  const { stdout } = await ack();
  expect(stdout).toMatch(/^open\tlog-file-modified 333333333333 us-east-1 s3:.*\n$/);
});

test('keeps who acknowledged what, and why, as an object of its own', async () => {
  const { status } = await ack('--name', NAME.replace('\n', '\\u000a'), ...PERSON);
  expect([status, written()]).toEqual([
    0,
    [
      {
        version: 1,
        findings: [{ name: NAME, firstSeen: 0, seen: 'lastModified 5' }],
        who: 'Jane Doe',
        why: 'a test of ours',
        time: '2026-02-01T00:00:00.000Z',
        caller: 'arn:aws:iam::222222222222:role/auditor',
      },
    ],
  ]);
});

test('acknowledges all findings of a chain with one code at once', async () => {
  await ack('--all', 'log-file-unlisted 111111111111 us-east-1', ...PERSON);
  expect(names()).toEqual([NAME, 'log-file-unlisted 111111111111 us-east-1 s3://logs/k2']);
});

test('acknowledges that a chain has ended', async () => {
  await ack('--name', 'chain-ended 111111111111 eu-west-3 2026-01-20T00:00:00Z', ...PERSON);
  expect(names()).toEqual(['chain-ended 111111111111 eu-west-3 2026-01-20T00:00:00Z']);
});

test.each([
  [
    'a finding that is not open',
    ['--name', 'log-file-missing x', ...PERSON],
    'expected the name of a finding that is open',
  ],
  [
    'a group of which nothing is open',
    ['--all', 'digest-missing 111111111111 us-east-1', ...PERSON],
    'of findings that are open',
  ],
  ['no name of a person', ['--name', NAME, '--why', 'because'], '--who: got nothing, expected NAME'],
  ['no reason', ['--name', NAME, '--who', 'Jane Doe', '--why', ' '], '--why: got nothing, expected REASON'],
  ['an option that there is not', ['--because', 'x'], 'option: got "--because"'],
])('rejects %s and writes nothing', async (_, words, message) => {
  const { status, stderr } = await ack(...words);
  expect([status, written()]).toEqual([3, []]);
  expect(stderr).toContain(message);
});

describe('--output json', () => {
  const schema = readFileSync(path.join(__dirname, '../../../docs/validate-trail.schema.json'), 'utf8');
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).addSchema(
    JSON.parse(schema),
    'schema',
  );
  const isReport = ajv.getSchema('schema#/$defs/acknowledge')!;

  test.each([
    ['what is open', [], { schemaVersion: 1, open: [NAME, 'log-file-unlisted 111111111111 us-east-1 s3://logs/k2'] }],
    ['what was acknowledged', ['--name', NAME, ...PERSON], { schemaVersion: 1, acknowledged: [NAME] }],
  ])('%s, as the schema documents it', async (_, words, expected) => {
    const { stdout } = await ack('--output', 'json', ...words);
    expect(JSON.parse(stdout)).toEqual(expected);
    expect({ valid: isReport(expected), errors: isReport.errors }).toEqual({ valid: true, errors: null });
  });

  test.each([{ schemaVersion: 1 }, { schemaVersion: 1, open: [], acknowledged: [] }, { schemaVersion: 2, open: [] }])(
    'the schema rejects %j',
    (report) => expect(isReport(report)).toBe(false),
  );
});

test.each([
  ['a bucket that is not there', ['--evidence-bucket', 'nowhere'], 'the evidence bucket does not exist (NoSuchBucket'],
  ['a trail without reports', ['--trail-arn', `${TRAIL}-other`], 'there is no report of organization-trail-other\n'],
])('%s ends it with a sentence', async (_, changed, message) => {
  const words = ['--trail-arn', TRAIL, '--evidence-bucket', 'evidence'];
  words[words.indexOf(changed[0]) + 1] = changed[1];
  const { status, stderr } = await run(['acknowledge', ...words], { endpoint: standIn.endpoint, now: NOW });
  expect(stderr).toContain(`validate-trail: ${message}`);
  expect(status).toBe(3);
});

test('a report of another version is named, and nothing is written', async () => {
  const key = 'organization-trail/reports/2026/01/31/2026-01-31T00:00:00.000Z-new.json';
  evidence.put(key, { body: Buffer.from(JSON.stringify({ ...REPORT, version: 3 })) });
  const { status, stderr } = await ack('--name', NAME, ...PERSON);
  expect([status, written()]).toEqual([3, []]);
  expect(stderr).toContain(`${key}: version: 3 is not supported, expected 1 or 2`);
});

function ack(...words: string[]) {
  return run([...PLACE, ...words], { endpoint: standIn.endpoint, now: NOW });
}

function names(): string[] | undefined {
  return written()[0]?.findings.map(({ name }) => name);
}

function written(): { findings: { name: string }[] }[] {
  const keys = evidence.keys.filter((key) => key.includes('/acknowledgements/'));
  return keys.map((key) => JSON.parse(evidence.object(key)?.body.toString() ?? '') as { findings: { name: string }[] });
}

/** Puts a report there with the list of its checkpoints, which has these open. */
function putReport(report: string, keys: readonly string[], listed = keys): void {
  const key = checkpointsKeyOf(report);
  const [named, body] = [keys, listed].map(listOf);
  const sha256 = createHash('sha256').update(named).digest('hex');
  const content: Report = { ...REPORT, checkpoints: { key, sha256, count: 1 } };
  evidence.put(report, { body: Buffer.from(reportFormat.stringify(content, report)) });
  evidence.put(key, { body });
}

function listOf(keys: readonly string[]): Buffer {
  const openItems = keys.map((key): OpenItem => ({
    finding: {
      code: 'log-file-unlisted',
      severity: 'INVALID',
      ...CHAIN,
      bucket: 'logs',
      key,
      detail: { lastModified: 5 },
    },
    firstSeen: 0,
  }));
  const checkpoint = { ...CHAIN, segments: [], backfills: [], openItems, pendingLogFiles: [] };
  const lines = [listHeaderLine.stringify({}, 'list'), checkpointLine.stringify({ checkpoint, counter: 1 }, 'list')];
  return gzipSync(`${lines.join('\n')}\n`);
}
