// What the bundled functions leave as evidence of each object and of each hour.
import { gzipSync } from 'node:zlib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import type { ObjectVerdictRecord } from '../../../lambda/records/object-verdict';
import { HOUR } from '../../support/corpus';
import { coverageOf, linesOf, verdictsOf } from '../../support/run-time/evidence-lines';
import type { Seen } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const chain = (accountId = OWNER) => world.corpus.chain(accountId);
const digest = (hour: number) => chain().normalKeys[hour];
const logFile = (hour: number) => chain().logFilesOf(digest(hour))[0];
const planted = (hour: number) => logFile(hour).replace(/_[^_]+\.json\.gz$/, '_INJECTEDLOGFILE0.json.gz');
const lines = ({ report }: Seen) => verdictsOf(world.evidence, report);
const byKey = (records: readonly ObjectVerdictRecord[]) => new Map(records.map((record) => [record.key, record]));
const versionOf = (key: string) => world.logs.versions(key).find(({ object }) => object)?.versionId;

describe('a run leaves a line for each object that it has judged', () => {
  let records: ReadonlyMap<string, ObjectVerdictRecord>;
  let seen: Seen;
  beforeAll(async () => {
    await world.begin({ backfills: [3] });
    world.passTo(40);
    world.logs.put(logFile(4), { ...world.logs.object(logFile(4)), body: gzipSync('{"Records":[]}') });
    world.logs.delete(logFile(5));
    const { lastModified = new Date() } = world.logs.object(logFile(2)) ?? {};
    world.logs.put(planted(2), { body: gzipSync('{}'), lastModified });
    world.logs.delete(digest(8));
    world.s3Fault = ({ key }) => (key === logFile(7) ? 'accessDenied' : undefined);
    seen = await world.run();
    records = byKey(lines(seen));
  });

  test.each([
    ['a log file that was changed', () => logFile(4), 'INVALID', 'log-file-modified', 'v2'],
    ['one that is gone', () => logFile(5), 'MISSING', 'log-file-missing', undefined],
    ['one that no digest lists', () => planted(2), 'INVALID', 'log-file-unlisted', undefined],
    ['one that could not be read', () => logFile(7), 'UNVERIFIED', 'log-file-unreadable', undefined],
    ['a digest that is gone', () => digest(8), 'MISSING', 'digest-missing', undefined],
    ['a valid digest', () => digest(9), 'VALID', undefined, 'v1'],
    ['a valid log file', () => logFile(9), 'VALID', undefined, 'v1'],
  ] as const)('%s', (_name, key, verdict, code, versionId) => {
    const found = records.get(key());
    const { runId = '' } = seen.report ?? {};
    expect(found).toMatchObject({ bucket: 'trail-logs', accountId: OWNER, region: REGION, verdict, runId });
    expect([found?.code, found?.versionId]).toEqual([code, versionId]);
    expect(found?.verifiedAt.startsWith(new Date(world.now).toISOString().slice(0, 16))).toBe(true);
  });

  test('what was read has the size, the time and the class of the version that was read', () => {
    for (const { key, versionId, size, lastModified, storageClass } of records.values()) {
      if (versionId === undefined) continue;
      const object = world.logs.versions(key).find((version) => version.versionId === versionId)?.object;
      const time = new Date(Math.floor((object?.lastModified.getTime() ?? 0) / 1000) * 1000).toISOString();
      expect([size, lastModified, storageClass]).toEqual([object?.body.length, time, 'STANDARD']);
    }
  });

  test('all that the report counts as verified has a line, and nothing else is valid', () => {
    const { digests, backfillDigests, logFiles } = seen.report?.counts ?? never();
    const valid = [...records.values()].filter(({ verdict }) => verdict === 'VALID');
    const count = (name: string) => valid.filter(({ kind }) => kind === name).length;
    expect([count('digest'), count('backfill-digest'), count('log-file')]).toEqual([
      digests.valid,
      backfillDigests.valid,
      logFiles.valid,
    ]);
    expect(valid.length).toBeGreaterThan(100);
  });

  test('the lists lie in the folders of the days in the keys, and their lines are sorted', () => {
    const files = seen.report?.verdicts ?? [];
    expect(files.length).toBe(new Set([...records.keys()].map(dayIn)).size);
    for (const file of files) {
      const own = linesOf(world.evidence, file).map((line) => JSON.parse(line) as ObjectVerdictRecord);
      const [, day] = /^organization-trail\/verdicts\/(\d{4}\/\d\d\/\d\d)\/[^/]+\.ndjson\.gz$/.exec(file.key) ?? [];
      expect(own.map(({ key }) => dayIn(key))).toEqual(own.map(() => day));
      const names = own.map(({ accountId, region, key }) => `${accountId} ${region} ${key}`);
      expect(names).toEqual([...names].sort());
    }
  });

  test('each hour that was looked at is covered, as its worst object is', () => {
    const hours = coverageOf(world.evidence, seen.report).filter(({ accountId }) => accountId === OWNER);
    const stateOf = (hour: number) => {
      const time = new Date(Math.floor(chain().ends[hour] / HOUR) * HOUR).toISOString();
      return hours.find((row) => row.hour === time);
    };
    const states = [3, 4, 5, 7, 8, 9].map((hour) => stateOf(hour)?.state);
    expect(states).toEqual(['verified', 'tampered', 'missing', 'unverified', 'missing', 'verified']);
    // The backfill digest of an hour, and the two log files that it lists.
    expect([stateOf(3), stateOf(9)].map((row) => [row?.digests, row?.logFiles])).toEqual([
      [2, 4],
      [1, 2],
    ]);
  });

  test('what stays as it was found has no further line; once it is valid it has one', async () => {
    const next = byKey(lines(await world.runAt(41)));
    for (const key of [logFile(4), logFile(5), planted(2), logFile(7)]) expect(next.get(key)).toBeUndefined();
    expect([...next.values()].every(({ verdict }) => verdict === 'VALID')).toBe(true);
    world.s3Fault = undefined;
    const later = byKey(lines(await world.runAt(42)));
    expect(later.get(logFile(7))).toMatchObject({ verdict: 'VALID', versionId: 'v1' });
  });

  test('a sweep says it again of all that it has read', async () => {
    const swept = byKey(lines(await world.runAt(43, 'sweep')));
    expect(swept.get(logFile(4))).toMatchObject({ verdict: 'INVALID', versionId: 'v2' });
    expect(swept.get(digest(20))).toMatchObject({ verdict: 'VALID', versionId: 'v1' });
  });
});

test('what is written between the listing, the GET and the end of the run changes no line: it names what was read', async () => {
  await world.begin();
  world.passTo(20);
  const key = logFile(9);
  const { body, ...rest } = world.logs.object(key) ?? never();
  world.s3Fault = (request) => {
    if (request.operation !== 'GetObject') return undefined;
    // Just before it is read, the same bytes are written again; right after that, others.
    if (request.key === key) world.logs.put(key, { ...rest, body: Buffer.from(body) });
    else if (versionOf(key) === 'v2') world.logs.put(key, { ...rest, body: gzipSync('{}') });
    return undefined;
  };
  const found = byKey(lines(await world.run())).get(key);
  expect(versionOf(key)).toBe('v3');
  expect([found?.verdict, found?.versionId, found?.size]).toEqual(['VALID', 'v2', body.length]);
});

describe('keys are the text of whoever may write', () => {
  test('no key breaks a line, and none chooses a day that nobody keeps', async () => {
    await world.begin();
    world.passTo(46);
    const { lastModified = new Date() } = world.logs.object(logFile(9)) ?? {};
    const folder = logFile(9).replace(/\d{4}\/\d\d\/\d\d\/[^/]+$/, '');
    const names = [
      '2026/01/10/\u2028\u202e"\\a.json.gz',
      '9999/12/31/a.json.gz',
      '2026/99/99/b.json.gz',
      'x'.repeat(600),
    ];
    for (const name of names) world.logs.put(`${folder}${name}`, { body: gzipSync('{}'), lastModified });
    const seen = await world.run();
    const records = byKey(lines(seen));
    for (const name of names) expect(records.get(`${folder}${name}`)?.verdict).toMatch(/INVALID|UNVERIFIED/);
    const days = new Set(seen.report?.verdicts?.map(({ key }) => key.split('/').slice(2, 5).join('/')));
    expect([...days].sort()).toEqual(['2026/01/10', '2026/01/11']);
    for (const file of seen.report?.verdicts ?? [])
      for (const line of linesOf(world.evidence, file)) expect(line).toMatch(/^[^\u2028\u202e]*$/);
  });
});

describe('a run that fails or is killed', () => {
  test('has no report, so what it has left of its lists counts for nothing', async () => {
    await world.begin();
    world.deniesReports = true;
    const failed = await world.runAt(12);
    expect([failed.error === undefined, failed.report]).toEqual([false, undefined]);
    const left = listKeys();
    expect(left.length).toBeGreaterThan(0);
    world.deniesReports = false;
    const next = await world.runAt(13);
    const named = [...(next.report?.verdicts ?? []), ...(next.report?.coverage ?? [])].map(({ key }) => key);
    expect(named.filter((key) => left.includes(key))).toEqual([]);
  });
});

describe('over the state machine', () => {
  let mapped: World;
  beforeAll(async () => {
    mapped = await World.open({ [ENVIRONMENT.objectsPerRun]: '150' });
  });
  afterAll(() => mapped.close());

  /** Without what differs from run to run. */
  const comparable = (records: readonly ObjectVerdictRecord[]) =>
    records.map((record) => JSON.stringify({ ...record, runId: '', verifiedAt: '' })).sort();
  const hoursOf = ({ evidence }: World, { report }: Seen) =>
    coverageOf(evidence, report).map((hour) => ({ ...hour, runId: '' }));

  test('the lines of all shards are those of one run', async () => {
    const tamper = async (one: World): Promise<void> => {
      await one.begin({ backfills: [3], restarts: [{ afterHour: 15, gapHours: 2 }] });
      one.passTo(46);
      one.logs.put(logFile(4), { ...one.logs.object(logFile(4)), body: gzipSync('{}') });
      one.logs.delete(logFile(21));
      one.logs.delete(chain(MEMBER).normalKeys[17]);
      const { lastModified = new Date() } = one.logs.object(logFile(6)) ?? {};
      one.logs.put(planted(6), { body: gzipSync('{}'), lastModified });
    };
    await tamper(world);
    await tamper(mapped);
    const alone = await world.run();
    expect((await mapped.run()).outcome?.status).toBe('mapped');
    const merged = await mapped.runMap();
    expect(comparable(verdictsOf(mapped.evidence, merged.report))).toEqual(comparable(lines(alone)));
    expect(hoursOf(mapped, merged)).toEqual(hoursOf(world, alone));
    expect(mapped.evidence.keys.filter((key) => key.includes('/verdicts/')).length).toBe(
      merged.report?.verdicts?.length,
    );
  });

  test('a shard that failed has no lines, and its hours are unverified', async () => {
    await mapped.begin();
    await mapped.runAt(40);
    const fails = mapped.verifies(OWNER, 10);
    const merged = await mapped.runMap(fails);
    const keys = byKey(verdictsOf(mapped.evidence, merged.report));
    const own = mapped.corpus.chain(OWNER);
    expect(keys.has(own.normalKeys[10])).toBe(false);
    const hour = new Date(Math.floor(own.ends[10] / HOUR) * HOUR).toISOString();
    const row = coverageOf(mapped.evidence, merged.report).find((one) => one.accountId === OWNER && one.hour === hour);
    expect(row).toMatchObject({ state: 'unverified', digests: 0 });
  });

  test('a list of a shard that another has written is none', async () => {
    await mapped.begin();
    await mapped.runAt(40);
    await mapped.runShards();
    const [list = ''] = mapped.work.keys.filter((key) => key.endsWith('.objects.ndjson.gz'));
    mapped.work.put(list, { body: gzipSync('') });
    expect((await mapped.mergeMap()).error?.message).toContain('was not written by the validator');
  });
});

function listKeys(): string[] {
  return world.evidence.keys.filter((key) => /\/(verdicts|coverage)\//.test(key));
}

function dayIn(key: string): string {
  return /\d{4}\/\d\d\/\d\d/.exec(key)?.[0] ?? '';
}

function never(): never {
  throw new Error(`nothing was left ${START}`);
}
