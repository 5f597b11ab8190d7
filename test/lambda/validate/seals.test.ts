// Sweeps over sealed days: what they read, and which attacks the next one finds.
import { gunzipSync } from 'node:zlib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import type { Seal } from '../../../lambda/records/seal';
import { HOUR } from '../../support/corpus';
import { ACCOUNTS, START, World, type Kept, type Seen } from '../../support/run-time/world';

jest.setTimeout(300_000);

const CHAIN = '111111111111/us-east-1';
const CHAINS = ACCOUNTS.length;
const SEALING = {
  [ENVIRONMENT.readAgainDays]: '365',
  [ENVIRONMENT.logKey]: 'alias/organization-trail',
  [ENVIRONMENT.lockMode]: 'GOVERNANCE',
  [ENVIRONMENT.lockDays]: '365',
};
let world: World;
let sealed: Kept;
/** Log files of the sealed day. */
let files: string[];

beforeAll(async () => {
  world = await World.open(SEALING);
  await world.begin({ hours: 150 });
  await world.runAt(100);
  await world.runAt(101, 'sweep');
  await world.runAt(124);
  sealed = await world.keep();
  files = world.logs.keys.filter((key) => key.includes(`/CloudTrail/us-east-1/2026/01/11/111111111111`));
});

beforeEach(() => world.restore(sealed));
afterAll(() => world.close());

const sealKeys = () => world.evidence.keys.filter((key) => key.includes('/seals/'));
const sealOf = (key: string) => JSON.parse(gunzipSync(world.evidence.object(key)!.body).toString()) as Seal;
const codesIn = (seen: Seen) => (seen.report?.groups ?? []).map(({ code }) => code);

test('a sweep seals each day of which all is verified, and no other', () => {
  const days = sealKeys()
    .filter((key) => key.includes(CHAIN))
    .map((key) => key.slice(-'2026/01/11-1.json.gz'.length));
  expect(days).toEqual(['2026/01/10-1.json.gz', '2026/01/11-1.json.gz', '2026/01/12-1.json.gz']);
  const seal = sealOf(sealKeys().find((key) => key.endsWith(`${CHAIN}/2026/01/11-1.json.gz`))!);
  expect(seal.files).toHaveLength(24 + 48);
  expect(seal.before).toHaveLength(1);
});

test('the next sweep compares listings: it reads what is not sealed and one day that nobody knows beforehand', async () => {
  const before = world.requests('GetObject');
  const seen = await world.runAt(125, 'sweep');
  expect(seen.report?.verdict).toBe('VALID');
  expect(seen.report?.sealed).toMatchObject({ days: 2 * CHAINS });
  expect(seen.report?.sealed?.oldestRead).toBe(START + 101 * HOUR);
  // Of six days, two are compared alone.
  expect(world.requests('GetObject') - before).toBeLessThan(CHAINS * 72 * 4.5);
});

test('of each chain the list beside each report says when its bytes were last read, and when its listing was equal', async () => {
  const swept = await world.runAt(125, 'sweep');
  const later = await world.runAt(126);
  for (const { checkpoints = [] } of [swept, later]) {
    expect(checkpoints.map(({ checkpoint }) => checkpoint.sealed)).toEqual(
      ACCOUNTS.map(() =>
        expect.objectContaining({ days: 2, listedAt: START + 125 * HOUR, oldestRead: START + 101 * HOUR }),
      ),
    );
  }
});

const put = (key: string, body: Buffer) =>
  world.logs.put(key, { ...world.logs.object(key)!, body, lastModified: new Date(world.now) });
const changed = (key: string) => {
  const body = Buffer.from(world.logs.object(key)!.body);
  body[body.length - 12] ^= 1;
  return body;
};
const ofDay = () => world.logs.keys.filter((key) => key.includes('/us-east-1/2026/01/11/111111111111'));
const sealOfDay = () => sealKeys().find((key) => key.endsWith(`${CHAIN}/2026/01/11-1.json.gz`))!;

/** What is done to a sealed day, and what the next sweep finds of it. */
const ATTACKS: Record<string, readonly [attack: () => void, codes: readonly string[]]> = {
  'a log file has a new version of the same name and size': [
    () => put(files[5], changed(files[5])),
    ['log-file-malformed', 'sealed-object-changed'],
  ],
  'a log file has a delete marker': [
    () => world.logs.delete(files[5], new Date(world.now)),
    ['log-file-missing', 'sealed-object-changed'],
  ],
  'a log file is deleted for good': [() => world.logs.erase(files[5]), ['log-file-missing', 'sealed-version-missing']],
  'a log file is planted': [
    () => put2(files[5].replace(/_[A-Za-z0-9]{16}\.json/, '_AAAAAAAAAAAAAAAA.json'), files[5]),
    ['log-file-unlisted'],
  ],
  'an object of another name is planted': [
    () => put2(`${files[5].slice(0, files[5].lastIndexOf('/'))}/x`, files[5]),
    ['log-file-unlisted'],
  ],
  'the day is deleted for good': [
    () => ofDay().forEach((key) => world.logs.erase(key)),
    ['digest-missing', 'sealed-version-missing'],
  ],
  'the day and its seal are deleted for good': [
    () => {
      ofDay().forEach((key) => world.logs.erase(key));
      world.evidence.erase(sealOfDay());
    },
    ['digest-missing', 'seal-missing'],
  ],
  'the seal is deleted for good': [() => world.evidence.erase(sealOfDay()), ['seal-missing']],
  'the last seal is forged without the key': [
    () => {
      const key = sealKeys()
        .filter((one) => one.includes(CHAIN))
        .pop()!;
      world.evidence.put(key, { body: Buffer.from('{}') });
    },
    ['seal-forged'],
  ],
  'seals of two days are swapped': [
    () => {
      const [first, , last] = sealKeys().filter((one) => one.includes(CHAIN));
      world.evidence.put(last, world.evidence.object(first)!);
    },
    ['seal-forged'],
  ],
  'versioning is suspended, and a log file changed in place': [
    () => {
      world.versionings[world.corpus.place.bucket] = 'Suspended';
      put(files[5], changed(files[5]));
    },
    ['bucket-not-versioned', 'log-file-malformed'],
  ],
};

/** What is done to what keeps the log files, and what is found of it. */
const WEAKENED: Record<string, readonly [attack: () => void, code: string, detail: object]> = {
  'new log files are locked for a shorter time': [
    () => (world.locks[world.corpus.place.bucket] = { mode: 'GOVERNANCE', days: 7 }),
    'object-lock-weakened',
    { mode: 'GOVERNANCE', days: 7, expectedMode: 'GOVERNANCE', expectedDays: 365 },
  ],
  'new log files are not locked any more': [
    () => delete world.locks[world.corpus.place.bucket],
    'object-lock-weakened',
    { mode: 'none', days: 0 },
  ],
  'the key is disabled': [() => (world.kms.keyState = 'Disabled'), 'log-key-unusable', { state: 'Disabled' }],
};

test.each(Object.keys(WEAKENED))('where %s, each run says so, and the sweep too', async (name) => {
  const [attack, code, detail] = WEAKENED[name];
  attack();
  for (const seen of [await world.runAt(125), await world.runAt(126, 'sweep')]) {
    expect(seen.report?.groups.find((group) => group.code === code)?.example.detail).toMatchObject(detail);
  }
});

test('where AWS denies how new log files are locked, each run says that it could not be looked at', async () => {
  world.s3Fault = ({ operation }) => (operation === 'GetObjectLockConfiguration' ? 'accessDenied' : undefined);
  const { report } = await world.runAt(125);
  const group = report?.groups.find(({ code }) => code === 'object-lock-weakened');
  expect(group?.example.detail).toMatchObject({ cause: 'denied' });
});

test('a stricter lock is in order', async () => {
  world.locks[world.corpus.place.bucket] = { mode: 'COMPLIANCE', days: 400 };
  expect(codesIn(await world.runAt(125, 'sweep'))).not.toContain('object-lock-weakened');
});

test.each([
  ['shortened', (): number => world.now + HOUR],
  ['taken off', () => undefined],
])('where the locks of log files are %s, the next sweep finds it by a sample', async (_, until) => {
  world.lockedUntil = until;
  const seen = await world.runAt(125, 'sweep');
  const group = seen.report?.groups.find(({ code }) => code === 'object-lock-shortened');
  expect(group).toMatchObject({ severity: 'INCOMPLETE', example: { detail: { lockDays: 365 } } });
  // It stays open: hourly runs look at no lock.
  expect(codesIn(await world.runAt(126))).toContain('object-lock-shortened');
});

const put2 = (key: string, like: string) =>
  world.logs.put(key, { ...world.logs.object(like)!, lastModified: new Date(world.now - 40 * HOUR) });

test.each(Object.keys(ATTACKS))('where %s, the next sweep finds it', async (name) => {
  const [attack, codes] = ATTACKS[name];
  attack();
  const seen = await world.runAt(125, 'sweep');
  for (const code of codes) expect(codesIn(seen)).toContain(code);
});

describe('by what hourly runs have recorded', () => {
  /** How many objects of the log bucket were read since. */
  const read = () => world.requests('GetObject');
  const daysOf = (chain: string) =>
    sealKeys()
      .filter((key) => key.includes(chain))
      .map((key) => key.slice(-'11-1.json.gz'.length, -'.json.gz'.length));

  beforeEach(async () => {
    await world.begin({ hours: 150 });
    await world.runAt(102);
  });

  test('the next run seals each day that is over, and reads no file of it again', async () => {
    expect(sealKeys()).toEqual([]);
    const before = read();
    const { report } = await world.runAt(103);
    expect(daysOf(CHAIN)).toEqual(['10-1', '11-1', '12-1']);
    expect(new Date(report?.sealedTo ?? 0).toISOString()).toBe('2026-01-13T00:00:00.000Z');
    // What is new of an hour, the reports and lists, and no file of the days.
    expect(read() - before).toBeLessThan(CHAINS * 24);
    const seal = sealOf(sealOfDay());
    expect(seal.files).toHaveLength(24 + 48);
    expect(seal.files.map(({ digestEnd }) => digestEnd).every((end) => end > seal.day)).toBe(true);
    expect(seal.sealedAt).toBeLessThanOrEqual(world.now);
  });

  test('the first sweep compares them', async () => {
    await world.runAt(103);
    const { report } = await world.runAt(104, 'sweep');
    expect(report).toMatchObject({ verdict: 'VALID', sealed: { days: 2 * CHAINS } });
  });

  test('on the days that follow, one more each', async () => {
    for (const hours of [103, 126, 127, 128]) await world.runAt(hours);
    expect(daysOf(CHAIN)).toEqual(['10-1', '11-1', '12-1', '13-1']);
    const before = world.requests('ListObjectVersions');
    const { report } = await world.runAt(130);
    expect(new Date(report?.sealedTo ?? 0).toISOString()).toBe('2026-01-14T00:00:00.000Z');
    // Once a day: the hours between look at nothing of it.
    expect(world.requests('ListObjectVersions') - before).toBeLessThan(12);
  });

  const file = () => world.logs.keys.filter((key) => key.includes('/CloudTrail/us-east-1/2026/01/11/111111111111'))[5];
  const list = () => world.evidence.keys.filter((key) => key.includes('/verdicts/2026/01/11/'))[0];
  const UNSEALED: Record<string, () => void> = {
    'a file has another version': () => put(file(), changed(file())),
    'a file was deleted for good': () => world.logs.erase(file()),
    'a file was planted': () => put2(file().replace(/_[A-Za-z0-9]{16}\.json/, '_AAAAAAAAAAAAAAAA.json'), file()),
    'the list of verdicts is another one': () => {
      const [key] = [list()];
      world.evidence.erase(key);
      world.evidence.put(key, { body: Buffer.from('{}') });
    },
    'the list of verdicts is that of another day': () => {
      const [key] = [list()];
      const other = world.evidence.keys.filter((one) => one.includes('/verdicts/2026/01/12/'))[0];
      world.evidence.erase(key);
      world.evidence.put(key, world.evidence.object(other)!);
    },
  };

  test('a list that somebody has put over that of a run does not hide it', async () => {
    world.evidence.put(list(), { body: Buffer.from('{}') });
    await world.runAt(103);
    expect(daysOf(CHAIN)).toEqual(['10-1', '11-1', '12-1']);
  });

  test.each(Object.keys(UNSEALED))('a day is not sealed where %s', async (name) => {
    UNSEALED[name]();
    await world.runAt(103);
    expect(daysOf(CHAIN)).toEqual(['10-1', '12-1']);
  });

  test('nor where its run has left no report', async () => {
    const [key] = world.reportKeys();
    world.evidence.erase(key);
    const seen = await world.runAt(103);
    expect(codesIn(seen)).toContain('report-missing');
    expect(sealKeys()).toEqual([]);
  });
});
