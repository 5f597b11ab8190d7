// Reports that add up: what a person has acknowledged stays visible, and every file that was found is counted once.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import packageJson from '../../../package.json';
import { Corpus, HOUR } from '../../support/corpus';
import { serveCorpus, type MemoryBucket } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runPacked } from '../packed';
import { FORGED } from './mutations';
import { digestOf, logOf, ONE, ORGANIZATION, START, verify, WINDOW, type Given } from './served';

const one = new Corpus(ONE);
const CHAIN = '111111111111 us-east-1';
const nameOf = (code: string, key: string) => `${code} ${CHAIN} s3://trail-logs/${key}`;

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const list = (...lines: string[]) => {
  const file = path.join(folder, 'acknowledged');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return ['--acknowledged', file];
};
const json = async (given: Given) =>
  JSON.parse((await verify(one, { ...given, argv: [...(given.argv ?? []), '--output', 'json'] })).stdout);

const modified = (bucket: MemoryBucket) => bucket.put(logOf(one, 5), { body: FORGED });
const MODIFIED = nameOf('log-file-modified', logOf(one, 5));
const SEEN = `lastModified 0, measured ${createHash('sha256').update(gunzipSync(FORGED)).digest('hex')}`;

describe('a log file that was modified, and acknowledged', () => {
  const given = () => ({
    apply: modified,
    argv: list(`${MODIFIED} seen ${SEEN} # Jane Doe: restored from backup, ticket 4711`),
  });

  test('is shown with who and why, counted as acknowledged, and the verdict is not VALID', async () => {
    const { status, stdout, stderr } = await verify(one, given());
    expect(stderr).toBe(
      `Log file\ts3://trail-logs/${logOf(one, 5)}\tACKNOWLEDGED: the log file's content is not what its digest signed; ` +
        `acknowledged by Jane Doe: restored from backup, ticket 4711 [log-file-modified ${CHAIN}]\n\n`,
    );
    expect(stdout).toContain('\n19/20 log files valid, 1/20 log files ACKNOWLEDGED\n');
    expect(stdout).toContain(`\nChain: ${CHAIN} ACKNOWLEDGED, 10/10 digest files valid, 19/20 log files valid, 1/20 `);
    expect(stdout).toContain('\n1 acknowledged: Jane Doe, restored from backup, ticket 4711\n');
    expect(stdout).toMatch(/\nVerdict: ACKNOWLEDGED, .*\n$/);
    expect(stdout).not.toContain('VALID, all that is due is verified\n');
    expect(status).toBe(0);
  });

  test('in JSON', async () => {
    const acknowledged = { by: 'Jane Doe', why: 'restored from backup, ticket 4711' };
    const logs = { valid: 19, invalid: 0, unverified: 0, acknowledged: 1 };
    expect(await json(given())).toMatchObject({
      verdict: 'ACKNOWLEDGED',
      findings: [{ code: 'log-file-modified', severity: 'NOTICE', name: MODIFIED, seen: SEEN, acknowledged }],
      counts: { logs },
      chains: [{ verdict: 'ACKNOWLEDGED', logs }],
      acknowledged: [{ ...acknowledged, count: 1 }],
      unmatchedAcknowledgements: [],
    });
  });

  test('has no line as a valid file', async () => {
    const { argv, apply } = given();
    const { stdout } = await verify(one, { apply, argv: [...argv, '--verbose'] });
    expect(stdout).not.toContain(logOf(one, 5));
    const lines = (await verify(one, { apply, argv: [...argv, '--verbose', '--output', 'ndjson'] })).stdout;
    expect(lines).toContain('{"type":"log-file","status":"acknowledged",');
  });

  test('beside tampering that nobody acknowledged, it is INVALID', async () => {
    const apply = (bucket: MemoryBucket) => {
      modified(bucket);
      bucket.delete(logOf(one, 6));
    };
    const { status, stdout } = await verify(one, { ...given(), apply });
    expect(stdout).toContain('\n18/20 log files valid, 1/20 log files INVALID, 1/20 log files ACKNOWLEDGED\n');
    expect(status).toBe(1);
  });
});

describe('an acknowledgement holds for what was seen', () => {
  test.each<[string, (bucket: MemoryBucket) => void]>([
    ['another content', (bucket) => bucket.put(logOf(one, 5), { body: gzipSync('{"Records":[]}') })],
    [
      'the same content, written again',
      (bucket) => bucket.put(logOf(one, 5), { body: FORGED, lastModified: new Date(1000) }),
    ],
  ])('and not for %s', async (_, apply) => {
    const argv = list(`${MODIFIED} seen ${SEEN} # Jane Doe: restored`);
    const { status, stderr } = await verify(one, { argv, apply });
    const [now] = (await json({ apply })).findings;
    expect(now.seen).not.toBe(SEEN);
    expect(stderr).toContain(
      `NOTICE: what has this name now is not what the line is about; it is followed by "seen ${now.seen}" (`,
    );
    expect(status).toBe(1);
    const again = list(`${now.name} seen ${now.seen} # Jane Doe: restored`);
    expect((await verify(one, { argv: again, apply })).status).toBe(0);
  });

  test('so a name alone acknowledges nothing that has a state, and the report says how to write it', async () => {
    const argv = list(`${MODIFIED} # Jane Doe: restored`);
    const { status, stderr } = await verify(one, { argv, apply: modified });
    expect(stderr).toContain(`it is followed by "seen ${SEEN}" (${argv[1]}, line 1)`);
    expect(status).toBe(1);
    const { unmatchedAcknowledgements } = await json({ argv, apply: modified });
    expect(unmatchedAcknowledgements).toMatchObject([{ name: MODIFIED, seen: SEEN }]);
  });

  test('and a state acknowledges nothing that has none', async () => {
    const missing = nameOf('log-file-missing', logOf(one, 5));
    const argv = list(`${missing} seen lastModified 0 # Jane Doe: lost`);
    const { status, stderr } = await verify(one, { argv, apply: (bucket) => bucket.delete(logOf(one, 5)) });
    expect(stderr).toContain('it is written without "seen" (');
    expect(status).toBe(1);
  });

  test('two states of one name are two lines', async () => {
    const argv = list(`${MODIFIED} seen lastModified 1 # J: a`, `${MODIFIED} seen ${SEEN} # Jane Doe: restored`);
    expect((await json({ argv, apply: modified })).acknowledged).toEqual([
      { by: 'Jane Doe', why: 'restored', count: 1 },
    ]);
  });
});

test.each([
  ['a digest that is missing', 'digest-missing', digestOf(one, 5), 'digest files ACKNOWLEDGED'],
  ['a log file that is missing', 'log-file-missing', logOf(one, 5), 'log files ACKNOWLEDGED'],
])('%s is not valid by being acknowledged', async (_, code, key, counted) => {
  const apply = (bucket: MemoryBucket) => bucket.delete(key);
  const { findings } = await json({ apply });
  const { name, seen } = findings.find((finding: { code: string }) => finding.code === code);
  const argv = list(`${name}${seen === null ? '' : ` seen ${seen}`} # Jane Doe: lost`);
  const { stdout } = await verify(one, { argv, apply });
  expect(stdout).toContain(counted);
});

test('lines that are about nothing that was found are reported, with their place', async () => {
  const argv = list(
    '# ours',
    `${MODIFIED} # Jane Doe: a slip`,
    `chain-stale ${CHAIN} 2026-01-01T00:00:00Z/2026-01-02T00:00:00Z # Joe: old`,
  );
  const { status, stdout, stderr } = await verify(one, { argv });
  expect(stderr).toContain(
    `Acknowledged\t${MODIFIED}\tNOTICE: nothing that was found has this name (${argv[1]}, line 2)\n`,
  );
  expect(stderr).toContain(`, line 3)\n`);
  expect(stdout).toContain('Verdict: VALID, ');
  expect(status).toBe(0);
  expect((await json({ argv })).unmatchedAcknowledgements).toEqual([
    { name: MODIFIED, seen: null, by: 'Jane Doe', why: 'a slip', line: `${argv[1]}, line 2` },
    expect.objectContaining({ by: 'Joe', why: 'old' }),
  ]);
});

test('a notice that is acknowledged changes no verdict', async () => {
  const starting = ['--start-time', new Date(START - HOUR).toISOString(), '--end-time', '2026-01-10T14:00:00Z'];
  const [started] = (await json({ window: starting })).findings;
  expect(started.code).toBe('chain-started');
  const { stdout } = await verify(one, { window: starting, argv: list(`${started.name} # Jane Doe: seen`) });
  expect(stdout).toContain('Verdict: VALID, ');
});

test.each([
  [`${MODIFIED} # Jane Doe`, 'expected a finding, then # and who acknowledged it and why'],
  ['public-keys-unavailable * us-east-1 # Jane Doe: we know', 'expected a finding that a person can acknowledge'],
  [`not-validated ${CHAIN} # Jane Doe: why`, 'expected a finding that a person can acknowledge'],
  [`listing-failed ${CHAIN} # Jane Doe: why`, 'expected a finding that a person can acknowledge'],
])('%j is rejected', async (line, sentence) => {
  const { status, stderr } = await verify(one, { argv: list(line) });
  expect(stderr).toContain(sentence);
  expect(status).toBe(3);
});

describe('counts add up to the files that there are', () => {
  const injected = logOf(one, 5).replace(/_0\w+/, '_injected');
  const put = (bucket: MemoryBucket) =>
    bucket.put(injected, { body: FORGED, lastModified: new Date(one.chain().ends[5] - HOUR / 2) });

  test('a log file that no digest lists is counted', async () => {
    const { stdout } = await verify(one, { apply: put });
    expect(stdout).toContain('\n20/21 log files valid, 1/21 log files INVALID\n');
    const [{ name, seen }] = (await json({ apply: put })).findings;
    expect(name).toBe(nameOf('log-file-unlisted', injected));
    const acknowledged = await verify(one, { apply: put, argv: list(`${name} seen ${seen} # J: b`) });
    expect(acknowledged.stdout).toContain('\n20/21 log files valid, 1/21 log files ACKNOWLEDGED\n');
  });

  test('log files of a missing digest are counted as unverified', async () => {
    const { stdout } = await verify(one, { apply: (bucket) => bucket.delete(digestOf(one, 5)) });
    expect(stdout).toContain('\n18/20 log files valid, 2/20 log files UNVERIFIED\n');
  });

  test('those of the chains are those of the trail, whatever happens', async () => {
    const corpus = new Corpus({ ...ORGANIZATION, backfills: [7] });
    const apply = (bucket: MemoryBucket) => {
      const [first, second] = corpus.chains;
      bucket.delete(first.normalKeys[5]);
      bucket.delete(first.backfillKeys[0]);
      bucket.put(second.logFilesOf(second.normalKeys[5])[0], { body: FORGED });
      bucket.put(second.logFilesOf(second.normalKeys[6])[0].replace(/_0\w+/, '_injected'), { body: FORGED });
    };
    const { counts, chains } = JSON.parse((await verify(corpus, { apply, argv: ['--output', 'json'] })).stdout);
    for (const kind of ['digests', 'backfillDigests', 'logs']) {
      for (const state of ['valid', 'invalid', 'unverified', 'acknowledged']) {
        const sum = chains.reduce(
          (all: number, chain: Record<string, Record<string, number>>) => all + chain[kind][state],
          0,
        );
        expect({ kind, state, sum }).toEqual({ kind, state, sum: counts[kind][state] });
      }
    }
    expect(counts.digests).toEqual({ valid: 39, invalid: 1, unverified: 0, acknowledged: 0 });
  });
});

describe('every report says when, by which version and by whom it was made, and of what', () => {
  const origin = {
    time: '2026-01-13T21:00:00Z',
    version: packageJson.version,
    caller: 'arn:aws:iam::111111111111:role/auditor',
    source: 's3://trail-logs/AWSLogs/',
  };

  test('JSON, NDJSON and text', async () => {
    expect((await json({})).report).toEqual(origin);
    const lines = (await verify(one, { argv: ['--output', 'ndjson'] })).stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!).report).toEqual(origin);
    expect((await verify(one)).stdout).toContain(
      `\nReport: ${origin.time} by validate-trail ${origin.version}, as ${origin.caller}, from ${origin.source}\n`,
    );
  });

  test('from the bundle', async () => {
    const standIn = await serveCorpus(one);
    const { stdout } = await runPacked(['--trail-arn', one.trailArn, ...WINDOW], awsEnvironment(standIn.endpoint));
    await standIn.close();
    expect(stdout).toMatch(new RegExp(`\\nReport: 20\\S+Z by validate-trail ${origin.version}, as arn:aws:iam::1`));
  });
});

describe('a line for each chain', () => {
  test('of many, for those that are not valid', async () => {
    const accounts = Array.from({ length: 25 }, (_, index) => String(111_111_111_111 + index));
    const corpus = new Corpus({ ...ORGANIZATION, accounts, regions: ['us-east-1'] });
    const apply = (bucket: MemoryBucket) => bucket.delete(corpus.chains[3].normalKeys[5]);
    const lines = (await verify(corpus, { apply })).stdout.split('\n').filter((line) => /^Chain|chains:/.test(line));
    expect(lines).toEqual([
      'Chain: 111111111114 us-east-1 INVALID, 9/10 digest files valid, 1/10 digest files INVALID, ' +
        '18/20 log files valid, 2/20 log files UNVERIFIED',
      'Chains: 24 more, 24 VALID',
      '25 chains: 24 VALID, 1 INVALID',
    ]);
  });
});
