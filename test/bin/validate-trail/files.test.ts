import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus, HOUR } from '../../support/corpus';
import type { MemoryBucket } from '../../support/stand-ins';
import { run } from '../run';
import { writeCopy } from './copy';
import { digestOf, logOf, NOW, ONE, ORGANIZATION, verify, START, WINDOW } from './served';

const one = new Corpus({ ...ONE, backfills: [7] });
const stopped = new Corpus({ ...ONE, restarts: [{ afterHour: 4, gapHours: 3 }] });

let folder: string;
const file = (name: string) => path.join(folder, name);
const written = (name: string, text: string) => {
  writeFileSync(file(name), text);
  return file(name);
};
beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('--report-file', () => {
  const apply = (bucket: MemoryBucket) => bucket.delete(logOf(one, 5));

  test('the file has the report, the screen has text', async () => {
    const argv = ['--output', 'json', '--report-file', file('report.json')];
    const { status, stdout, stderr } = await verify(one, { argv, apply });
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(file('report.json'), 'utf8'))).toMatchObject({ verdict: 'INVALID' });
    expect(stderr).toContain('INVALID: not found');
    expect(stdout).toContain('Verdict: INVALID');
  });

  test('text in the file holds what goes to both streams', async () => {
    await verify(one, { argv: ['--report-file', file('report.txt'), '--verbose'], apply });
    const text = readFileSync(file('report.txt'), 'utf8');
    expect(text).toContain(`Digest file\ts3://trail-logs/${digestOf(one, 5)}\tvalid\n`);
    expect(text).toContain(`Log file\ts3://trail-logs/${logOf(one, 5)}\tINVALID: not found\n`);
    expect(text).toContain('Verdict: INVALID');
  });
});

describe('--acknowledged', () => {
  const gap = async () => (await verify(stopped)).stderr.trim();

  test('a line of the report, with who acknowledged it and why, is a notice from then on', async () => {
    const acknowledged = written('acknowledged', `# gaps\n\n${await gap()} # Jane Doe: planned work on the trail\n`);
    const { status, stdout, stderr } = await verify(stopped, { argv: ['--acknowledged', acknowledged] });
    expect(stderr).toContain('\tACKNOWLEDGED: no digest verifies what was delivered in this time');
    expect(stdout).toContain('\n1 acknowledged: Jane Doe, planned work on the trail\n');
    expect(stdout).toMatch(
      /\nVerdict: ACKNOWLEDGED, all that is due is verified, except for what a person has acknowledged\n$/,
    );
    expect(status).toBe(0);
  });

  test('a name is taken too', async () => {
    const short = new Corpus({ ...ONE, hours: 6 });
    const stale = /^Chain\t(\S+ \S+ )(\S+Z\/\S+Z)\t.*\[(\S+)\]$/m.exec((await verify(short)).stderr) ?? [];
    const [, chain, range, code] = stale;
    const name = written('stale', `${code} ${chain}${range} # Jane Doe: closed`);
    expect((await verify(short, { argv: ['--acknowledged', name] })).status).toBe(0);
  });

  test('another gap stays as it is', async () => {
    const other = (await gap()).replace(/_\d{8}T\d{6}Z/, '_20260101T000000Z');
    const { status } = await verify(stopped, {
      argv: ['--acknowledged', written('other', `${other} # Jane Doe: planned`)],
    });
    expect(status).toBe(2);
  });

  test.each(['Log file\ts3://trail-logs/key\tINVALID: not found', 'chain-stail 111111111111 us-east-1'])(
    '%j names no finding, and is rejected',
    async (line) => {
      const argv = ['--acknowledged', written('odd', `${line} # Jane Doe: planned`)];
      const { status, stderr } = await verify(one, { argv });
      expect(stderr).toContain('line 1: got "');
      expect(stderr).toContain('expected a finding by its code\nhint: write code, account, Region and object');
      expect(status).toBe(3);
    },
  );

  test('nobody acknowledges without a name and a reason', async () => {
    const anonymous = written('anonymous', `${await gap()}\n`);
    const { status, stderr } = await verify(stopped, { argv: ['--acknowledged', anonymous] });
    expect(stderr).toMatch(
      /^validate-trail: .*anonymous, line 1: got ".*", expected a finding, then # and who acknowledged it/,
    );
    expect(status).toBe(3);
  });
});

describe('--expect', () => {
  test('what is not there is unverified', async () => {
    const list = written('expect', '# ours\n111111111111,999999999999 us-east-1 since=2026-01-01 # all\n');
    const { status, stderr } = await verify(one, { argv: ['--expect', list] });
    expect(stderr).toMatch(/^Chain\t999999999999 us-east-1 \S+\tUNVERIFIED: there are no digests .*\n\n$/);
    expect(status).toBe(2);
  });

  test('nothing is due after an account was closed', async () => {
    const list = written('closed', '999999999999 us-east-1 until=2026-01-01T00:00:00Z\n');
    expect((await verify(one, { argv: ['--expect', list] })).status).toBe(0);
  });

  test.each(['us-east-1 111111111111', '111111111111', '111111111111 us-east-1 from=2026-01-01'])(
    '%p is rejected, with its line',
    async (line) => {
      const { status, stderr } = await verify(one, { argv: ['--expect', written('odd', `\n${line}\n`)] });
      expect(stderr).toContain(`${file('odd')}, line 2: got ${JSON.stringify(line)}, expected accounts and Regions\n`);
      expect(status).toBe(3);
    },
  );
});

test('--retention-days: what the lifecycle has deleted is not missed', async () => {
  const old = new Corpus({ ...ONE, hours: 100 });
  const chain = old.chain();
  const apply = (bucket: MemoryBucket) => {
    for (const key of chain.normalKeys.slice(0, 20))
      [key, ...chain.logFilesOf(key)].forEach((name) => bucket.delete(name));
  };
  const window = ['--start-time', '2026-01-10T05:00:00Z', '--end-time', new Date(START + 99 * HOUR).toISOString()];
  const given = { window, apply, now: START + 10 * 24 * HOUR };
  const forever = await verify(old, given);
  const tenDays = await verify(old, { ...given, argv: ['--retention-days', '10'] });
  expect([forever.status, tenDays.status]).toEqual([1, 0]);
});

describe('--from-directory', () => {
  const organization = new Corpus({ ...ORGANIZATION, backfills: [7] });
  const copy = () => file('copy');
  let argv: string[];

  beforeAll(async () => {
    await writeCopy(organization, copy());
    const keys = organization.options.regions.flatMap((region) => organization.publicKeys(region));
    const PublicKeyList = keys.map(({ der, fingerprint, validFrom, validTo }) => ({
      Value: der.toString('base64'),
      Fingerprint: fingerprint,
      ValidityStartTime: validFrom / 1000,
      ValidityEndTime: validTo / 1000,
    }));
    const publicKeys = written('keys.json', JSON.stringify({ PublicKeyList }));
    await verify(organization, { argv: ['--save-signatures', file('signatures')] });
    argv = ['--trail-arn', organization.trailArn, ...WINDOW, '--s3-bucket', 'trail-logs'];
    argv.push('--from-directory', copy(), '--public-keys', publicKeys);
  });

  test('with the signatures that were saved, all is verified', async () => {
    const { status, stdout, stderr } = await run([...argv, '--signatures', file('signatures')], { now: NOW });
    expect(stderr).toMatch(/^Chain\t\* \*\tNOTICE: without AWS Organizations/);
    expect(stdout).toContain('\n40/40 digest files valid\n4/4 backfill digest files valid\n88/88 log files valid\n');
    expect(status).toBe(0);
  });

  test('without them, what has no successor is unverified and the rest is verified', async () => {
    const { status, stdout } = await run(argv, { now: NOW });
    expect(stdout).toContain('\n40/40 digest files valid\n');
    expect(stdout).toContain('4/4 backfill digest files UNVERIFIED');
    expect(status).toBe(2);
  });

  test('what was changed in the copy is tampering', async () => {
    const log = path.join(copy(), logOf(organization, 5));
    const body = readFileSync(log);
    writeFileSync(log, 'changed');
    const { status, stderr } = await run([...argv, '--signatures', file('signatures')], { now: NOW });
    writeFileSync(log, body);
    expect(stderr).toContain(`Log file\ts3://trail-logs/${logOf(organization, 5)}\tINVALID: invalid format`);
    expect(status).toBe(1);
  });

  test.each([
    [
      '--from-directory',
      'nowhere',
      /nowhere cannot be read \(ENOENT\)\nhint: name the folder that "aws s3 sync" wrote/,
    ],
    ['--public-keys', 'nowhere', /nowhere cannot be read \(ENOENT\)\nhint: check its name/],
    ['--public-keys', 'signatures', /signatures has no PublicKeyList\nhint: see the manual/],
    ['--signatures', 'keys.json', /keys.json has no signature in line 1\nhint: see the manual/],
  ])('%s %s is rejected', async (option, name, sentence) => {
    const words = argv.filter((word, index) => word !== option && argv[index - 1] !== option);
    const { status, stderr } = await run([...words, option, file(name)], { now: NOW });
    expect(stderr).toMatch(sentence);
    expect(status).toBe(3);
  });
});
