// No silent success: a run that verified nothing says where it looked, what it expected there, and what may be wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Corpus, HOUR } from '../../support/corpus';
import type { MemoryBucket } from '../../support/stand-ins';
import { run } from '../run';
import { writeCopy } from './copy';
import { NOW, ONE, ORGANIZATION, verify, WINDOW, type Given } from './served';

const organization = new Corpus(ORGANIZATION);
const prefixed = new Corpus({ ...ORGANIZATION, keyPrefix: 'trails/main' });
const BUCKET = ['--s3-bucket', 'trail-logs', '--organization-id', 'o-exampleorgid'];
const empty = (bucket: MemoryBucket) => [...bucket.keys].forEach((key) => bucket.delete(key));

/** The line of the finding, and what the JSON report has of it. */
async function nothing(corpus: Corpus, given: Given) {
  const { status, stdout, stderr } = await verify(corpus, given);
  const json = JSON.parse(
    (await verify(corpus, { ...given, argv: [...(given.argv ?? []), '--output', 'json'] })).stdout,
  );
  expect(status).toBe(2);
  expect(stdout).toMatch(/\nVerdict: INCOMPLETE, not all that is due is verified\n$/);
  const found = json.findings.filter(({ code }: { code: string }) => code === 'nothing-verified');
  expect({ verdict: json.verdict, found }).toMatchObject({
    verdict: 'INCOMPLETE',
    found: [{ severity: 'INCOMPLETE' }],
  });
  const line = stderr.split('\n').find((text) => text.endsWith('[nothing-verified * *]'));
  expect(line).toContain(found[0].message);
  return line;
}

test.each<Given & { name: string; corpus?: Corpus; path?: string; likely?: string }>([
  { name: 'an empty bucket', argv: BUCKET, apply: empty },
  { name: 'one account in an empty bucket', argv: ['--account-id', '111111111111'], apply: empty },
  {
    name: 'a Region that nobody uses',
    argv: ['--region', 'eu-west-3'],
    likely: 'there are digests of eu-west-1, us-east-1: check --region',
  },
  {
    name: 'an account that is not there',
    argv: ['--account-id', '999999999999'],
    likely: 'there are folders of 111111111111, 222222222222: check --account-id',
  },
  {
    name: 'a prefix, where there is none',
    argv: [...BUCKET, '--s3-prefix', 'logs'],
    path: 'logs/AWSLogs/o-exampleorgid/',
    likely: 'AWSLogs/ is in the bucket itself: leave --s3-prefix out',
  },
  {
    name: 'AWSLogs as the prefix',
    argv: [...BUCKET, '--s3-prefix', 'AWSLogs'],
    path: 'AWSLogs/AWSLogs/o-exampleorgid/',
    likely: 'AWSLogs/ is in the bucket itself: leave --s3-prefix out',
  },
  {
    name: 'a prefix that is one level short',
    corpus: prefixed,
    argv: [...BUCKET, '--s3-prefix', 'trails'],
    path: 'trails/AWSLogs/o-exampleorgid/',
    likely: 'AWSLogs/ is in trails/main/: try --s3-prefix trails/main',
  },
  {
    name: 'a prefix that is one level too long',
    corpus: prefixed,
    argv: [...BUCKET, '--s3-prefix', 'trails/main/more'],
    path: 'trails/main/more/AWSLogs/o-exampleorgid/',
    likely: 'AWSLogs/ is in trails/main/: try --s3-prefix trails/main',
  },
  {
    name: 'another organization',
    argv: ['--s3-bucket', 'trail-logs', '--organization-id', 'o-anotherexample'],
    path: 'AWSLogs/o-anotherexample/',
    likely: 'there are folders of o-exampleorgid: check --organization-id',
  },
  {
    name: 'an organization, where a single account writes',
    corpus: new Corpus({ ...ONE, hours: 12 }),
    argv: BUCKET,
    likely: 'there are folders of accounts beside it: leave --organization-id out',
  },
  {
    name: 'another time',
    window: ['--start-time', '2025-01-10', '--end-time', '2025-01-11'],
    likely: 'there are digests of other times: check --start-time and --end-time',
  },
  {
    name: 'log files alone',
    apply: (bucket) => [...bucket.keys].filter((key) => key.includes('-Digest/')).forEach((key) => bucket.delete(key)),
    likely: 'no account has digests: check that log file validation is on',
  },
])('$name', async ({ corpus = organization, path: looked = 'AWSLogs/o-exampleorgid/', likely, ...given }) => {
  const line = await nothing(corpus, given);
  expect(line).toContain(
    `Folder\ts3://trail-logs/${looked}\tUNVERIFIED: nothing was verified: there are no digests of`,
  );
  expect(line).toContain('(expected folders of accounts, each with CloudTrail-Digest/');
  expect(line).toMatch(likely === undefined ? /\/\) \[nothing/ : new RegExp(`; ${likely}\\) \\[nothing-verified`));
});

test.each([
  ['an emptied bucket', empty],
  ['a bucket whose digests of that time are not due', () => undefined],
])('the last three hours of %s are not VALID', async (_, apply) => {
  const now = organization.end + HOUR;
  const window = ['--start-time', new Date(now - 3 * HOUR).toISOString()];
  const late = (bucket: MemoryBucket) => {
    const chains = organization.chains.flatMap(({ normalKeys }) => normalKeys.slice(-3));
    chains.forEach((key) => bucket.delete(key));
    apply(bucket);
  };
  const line = await nothing(organization, { now, window, apply: late });
  expect(line).toContain('UNVERIFIED: nothing was verified: no digest of this time is due yet');
});

test('digests that are all unreadable: the reasons are theirs', async () => {
  const fault = ({ key }: { key?: string }) => (key?.includes('-Digest/') ? ('accessDenied' as const) : undefined);
  const { status, stderr } = await verify(organization, { serve: { s3: { fault } } });
  expect(stderr).toContain('[digest-unreadable ');
  expect(stderr).not.toContain('[nothing-verified');
  expect(status).toBe(2);
});

describe('a time in the future', () => {
  test('a start is rejected', async () => {
    const { status, stdout, stderr } = await verify(organization, { window: ['--start-time', '2027-01-10'] });
    const ended = await verify(organization, { window: ['--start-time', '2027-01-10', '--end-time', '2027-01-11'] });
    expect(stderr).toBe(
      'validate-trail: --start-time: got "2027-01-10T00:00:00Z", expected a time that is not after --end-time, ' +
        '2026-01-13T21:00:00Z\nhint: swap them; without --end-time it is the present time\n',
    );
    expect(ended.stderr).toContain('expected a time that is not in the future, it is 2026-01-13T21:00:00Z\n');
    expect([status, stdout, ended.status]).toEqual([3, '', 3]);
  });

  test('an end is now, and the report says so', async () => {
    const now = organization.end + 2 * HOUR;
    const window = ['--start-time', '2026-01-10T05:00:00Z', '--end-time', '2027-01-01'];
    const { status, stdout } = await verify(organization, { now, window });
    const at = new Date(now).toISOString().replace(/\.\d+Z/, 'Z');
    expect(stdout).toContain('Results requested for 2026-01-10T05:00:00Z to 2027-01-01T00:00:00Z\n');
    expect(stdout).toContain(`\nNotice: the time asked for ends in the future; it was verified until ${at}\n`);
    expect(stdout).toMatch(/\nPending: 2026-01-10T\S+ to 2027-01-01T00:00:00Z is not due yet\n/);
    expect(status).toBe(0);
  });
});

describe('a copy that is one level off', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
    await writeCopy(organization, path.join(folder, 'copy'));
    await writeFile(path.join(folder, 'keys.json'), '[]');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['', 'AWSLogs/ is in copy/: try --from-directory DIR/copy, or --s3-prefix copy if that is the prefix'],
    ['copy/AWSLogs', 'this is inside of AWSLogs/: name the folder that holds AWSLogs/ by --from-directory'],
    ['copy/AWSLogs/o-exampleorgid', 'this is inside of AWSLogs/: name the folder that holds AWSLogs/'],
    ['copy/AWSLogs/o-exampleorgid/111111111111', 'this is inside of AWSLogs/: name the folder that holds AWSLogs/'],
  ])('%j', async (below, likely) => {
    const argv = ['--trail-arn', organization.trailArn, ...WINDOW, ...BUCKET];
    argv.push('--from-directory', path.join(folder, below), '--public-keys', path.join(folder, 'keys.json'));
    const { status, stdout, stderr } = await run(argv, { now: NOW });
    expect(stderr.replaceAll(folder, 'DIR')).toContain(`; ${likely}`);
    expect(stdout).toContain(`from ${path.join(folder, below)}/AWSLogs/o-exampleorgid/\n`);
    expect(status).toBe(2);
  });
});
