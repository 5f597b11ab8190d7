import { createHash } from 'node:crypto';
// What the command as it ships reports, in a process of its own: no silent success, and reports that add up.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import packageJson from '../../../package.json';
import { Corpus, HOUR } from '../../support/corpus';
import { serveCorpus, type MemoryBucket } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runPacked } from '../packed';
import { writeCopy } from './copy';
import { FORGED } from './mutations';
import { logOf, ONE, ORGANIZATION, WINDOW } from './served';

interface Report {
  readonly verdict: string;
  readonly report: { readonly time: string; readonly version: string; readonly caller: string | null; source: string };
  readonly findings: { readonly code: string; readonly message: string; readonly acknowledged: object | null }[];
  readonly counts: Readonly<Record<'digests' | 'backfillDigests' | 'logs', Readonly<Record<string, number>>>>;
  readonly acknowledged: object[];
  readonly unmatchedAcknowledgements: { readonly name: string }[];
}

interface Case {
  readonly of?: Corpus;
  readonly window?: readonly string[];
  readonly argv?: readonly string[];
  readonly apply?: (bucket: MemoryBucket) => void;
}

const one = new Corpus(ONE);
const organization = new Corpus(ORGANIZATION);
const BUCKET = ['--s3-bucket', 'trail-logs', '--organization-id', 'o-exampleorgid'];
const empty = (bucket: MemoryBucket) => [...bucket.keys].forEach((key) => bucket.delete(key));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  await writeCopy(organization, path.join(folder, 'copy'));
  await writeFile(path.join(folder, 'keys.json'), '[]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The text on the screen, and the report in the file, of one run against the bucket. */
async function report({ of = one, window = WINDOW, argv = [], apply }: Case) {
  const standIn = await serveCorpus(of);
  try {
    apply?.(standIn.bucket);
    return await runReported(['--trail-arn', of.trailArn, ...window, ...argv], awsEnvironment(standIn.endpoint));
  } finally {
    await standIn.close();
  }
}

async function runReported(words: readonly string[], environment: NodeJS.ProcessEnv) {
  const file = path.join(mkdtempSync(path.join(folder, 'report-')), 'report.json');
  const run = await runPacked([...words, '--output', 'json', '--report-file', file], environment);
  return { ...run, json: JSON.parse(readFileSync(file, 'utf8')) as Report };
}

/** A run that verified nothing: exit status 2, and one reason, on the screen as in JSON. */
function expectNothing({ status, stdout, stderr, json }: Awaited<ReturnType<typeof report>>, reason: RegExp) {
  const messages = json.findings.filter(({ code }) => code === 'nothing-verified').map(({ message }) => message);
  expect(messages).toEqual([expect.stringMatching(reason)]);
  expect(stderr).toContain(messages[0]);
  expect(stdout).toMatch(/\nVerdict: INCOMPLETE, not all that is due is verified\n$/);
  expect([status, json.verdict]).toEqual([2, 'INCOMPLETE']);
}

describe('a run that verified nothing says so, and why', () => {
  test.each<Case & { name: string; reason: RegExp }>([
    { name: 'an empty bucket', argv: BUCKET, apply: empty, reason: /there are no digests of this time \(expected fol/ },
    { name: 'a Region that nobody uses', argv: ['--region', 'eu-west-3'], reason: /eu-west-1, us-east-1: check --reg/ },
    {
      name: 'a wrong prefix',
      argv: [...BUCKET, '--s3-prefix', 'logs'],
      reason: /; AWSLogs\/ is in the bucket itself: leave --s3-prefix out\)/,
    },
  ])('$name', async ({ reason, ...given }) => {
    expectNothing(await report({ of: organization, ...given }), reason);
  });

  test.each([
    ['too high', '', /; AWSLogs\/ is in copy\/: try --from-directory /],
    ['too deep', 'copy/AWSLogs', /; this is inside of AWSLogs\/: name the folder that holds AWSLogs\/ by/],
  ])('a folder one level %s', async (_, below, reason) => {
    const words = ['--trail-arn', organization.trailArn, ...WINDOW, ...BUCKET, '--public-keys'];
    words.push(path.join(folder, 'keys.json'), '--from-directory', path.join(folder, below));
    expectNothing(await runReported(words, { PATH: process.env.PATH }), reason);
  });

  test('the last three hours of a bucket that was emptied', async () => {
    const start = Math.floor(Date.now() / HOUR - 12) * HOUR;
    const recent = new Corpus({ ...ONE, start });
    const window = ['--start-time', new Date(Date.now() - 3 * HOUR).toISOString()];
    expectNothing(await report({ of: recent, window, apply: empty }), /: no digest of this time is due yet/);
  });

  test('a time in the future is rejected', async () => {
    const [start, end] = [24, 48].map((hours) => new Date(Date.now() + hours * HOUR).toISOString());
    const words = ['--trail-arn', one.trailArn, '--start-time', start, '--end-time', end];
    const { status, stdout, stderr } = await runPacked(words, awsEnvironment('http://127.0.0.1:1'));
    expect(stderr).toContain('expected a time that is not in the future');
    expect([status, stdout]).toEqual([3, '']);
  });
});

describe('what a person has acknowledged', () => {
  const CHAIN = '111111111111 us-east-1';
  const name = `log-file-modified ${CHAIN} s3://trail-logs/${logOf(one, 5)}`;
  const other = `log-file-modified ${CHAIN} s3://trail-logs/${logOf(one, 6)}`;
  const SEEN = `lastModified 0, measured ${createHash('sha256').update(gunzipSync(FORGED)).digest('hex')}`;
  const person = { by: 'Jane Doe', why: 'restored from backup' };
  const modified = (bucket: MemoryBucket) => bucket.put(logOf(one, 5), { body: FORGED });
  const list = () => {
    const file = path.join(folder, 'acknowledged');
    writeFileSync(
      file,
      [`${name} seen ${SEEN}`, other].map((line) => `${line} # ${person.by}: ${person.why}\n`).join(''),
    );
    return ['--acknowledged', file];
  };

  test('stays visible: with who and why, never valid, and a line that is about nothing is reported', async () => {
    const { status, stdout, stderr, json } = await report({ argv: list(), apply: modified });
    expect(stdout).toContain('\n19/20 log files valid, 1/20 log files ACKNOWLEDGED\n');
    expect(stdout).toContain('\n1 acknowledged: Jane Doe, restored from backup\n');
    expect(stdout).toMatch(/\nVerdict: ACKNOWLEDGED, [^\n]*\n$/);
    expect(stderr).toContain('; acknowledged by Jane Doe: restored from backup [log-file-modified');
    expect(stderr).toContain(`Acknowledged\t${other}\tNOTICE: nothing that was found has this name (`);
    expect(json).toMatchObject({
      verdict: 'ACKNOWLEDGED',
      findings: [{ code: 'log-file-modified', acknowledged: person }],
      counts: { logs: { valid: 19, invalid: 0, unverified: 0, acknowledged: 1 } },
      acknowledged: [{ ...person, count: 1 }],
      unmatchedAcknowledgements: [{ name: other, ...person }],
    });
    expect(status).toBe(0);
  });
});

test('the counts add up to the files that are in the bucket', async () => {
  const injected = logOf(one, 5).replace(/_0\w+/, '_injected');
  const { stdout, json, status } = await report({
    apply: (bucket) => {
      bucket.put(injected, { body: FORGED, lastModified: new Date(one.chain().ends[5] - HOUR / 2) });
      bucket.delete(one.chain().normalKeys[8]);
    },
  });
  expect(stdout).toContain('\n9/10 digest files valid, 1/10 digest files INVALID\n');
  expect(stdout).toContain('\n18/21 log files valid, 1/21 log files INVALID, 2/21 log files UNVERIFIED\n');
  expect(json.counts).toEqual({
    digests: { valid: 9, invalid: 1, unverified: 0, acknowledged: 0 },
    backfillDigests: { valid: 0, invalid: 0, unverified: 0, acknowledged: 0 },
    logs: { valid: 18, invalid: 1, unverified: 2, acknowledged: 0 },
  });
  expect(status).toBe(1);
});

describe('a report says when, by which version and by whom it was made, and of what', () => {
  test('a bucket, with a line for each chain', async () => {
    const before = Date.now();
    const { stdout, json } = await report({ of: organization, argv: BUCKET });
    const { time, ...origin } = json.report;
    const caller = 'arn:aws:iam::111111111111:role/auditor';
    const source = 's3://trail-logs/AWSLogs/o-exampleorgid/';
    expect(origin).toEqual({ version: packageJson.version, caller, source });
    expect(Date.parse(time)).toBeGreaterThan(before - 2000);
    expect(stdout).toContain(
      `\nReport: ${time} by validate-trail ${packageJson.version}, as ${caller}, from ${source}\n`,
    );
    const chains = stdout.split('\n').filter((line) => /^Chain: \d{12} \S+ VALID, /.test(line));
    expect(chains).toHaveLength(organization.chains.length);
  });

  test('a folder: nobody asked AWS', async () => {
    const words = ['--trail-arn', organization.trailArn, ...WINDOW, ...BUCKET, '--public-keys'];
    words.push(path.join(folder, 'keys.json'), '--from-directory', path.join(folder, 'copy'));
    const { stdout, json } = await runReported(words, { PATH: process.env.PATH });
    const source = path.join(folder, 'copy', 'AWSLogs/o-exampleorgid/');
    expect(json.report).toMatchObject({ version: packageJson.version, caller: null, source });
    expect(stdout).toContain(` by validate-trail ${packageJson.version}, from ${source}\n`);
  });
});
