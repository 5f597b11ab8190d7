// Sealed days into which CloudTrail still delivers, that expire, or of which somebody changes what is being read.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { codesIn, MEMBER, OWNER, SEALED, SealedWorld } from './sealed-world';

jest.setTimeout(300_000);

const DATE = '2026-01-11';
/** The end of the hour is within the sealed day: the backfill digest of it, and what that lists, come days later. */
const LATE_HOUR = 30;
let scene: SealedWorld;
const sealKeysOf = (date: string, account = OWNER) =>
  scene.seals(account).filter((key) => key.includes(date.replaceAll('-', '/')));
const found = (seen: Parameters<typeof codesIn>[0]) => codesIn(seen).filter((code) => code !== 'chain-started');
const now = () => new Date(scene.world.now);

beforeAll(async () => {
  scene = await SealedWorld.open();
});
afterAll(() => scene.world.close());

describe('a backfill digest and its log files that come after their day was sealed', () => {
  let late: readonly string[];
  beforeAll(async () => {
    const { world } = scene;
    await world.begin({ hours: 200, backfills: [LATE_HOUR] });
    const chain = world.corpus.chain(OWNER);
    const [digest] = chain.backfillKeys;
    late = [digest, ...chain.logFilesOf(digest)];
    for (const key of late) world.deliverLate(key, 110);
    await world.runAt(100);
    await world.runAt(101, 'sweep');
    await world.runAt(109);
    await scene.keep();
  });

  test('are healthy: the next sweep reads the day, and seals it again with what was added', async () => {
    await scene.begin();
    const [first] = sealKeysOf(DATE);
    const before = scene.seal(first);
    expect(before.files.map(({ key }) => key)).not.toContain(late[0]);
    const { seen, read } = await scene.sweepAt(125);
    expect([seen.report?.verdict, found(seen), read.includes(DATE)]).toEqual(['VALID', [], true]);
    const [, second] = sealKeysOf(DATE);
    const { number, replaces, files, sha256 } = scene.seal(second);
    const { day, sealedAt } = before;
    expect([number, replaces]).toEqual([2, { day, number: 1, sha256: before.sha256, sealedAt }]);
    expect(files.filter(({ key }) => !late.includes(key))).toEqual(before.files);
    expect(files.map(({ key }) => key)).toEqual(expect.arrayContaining([...late]));
    expect(sha256).not.toBe(before.sha256);
  });

  test('are part of what later sweeps compare, and what the first seal names is demanded further on', async () => {
    await scene.begin();
    await scene.sweepAt(125);
    const keys = [late[0], scene.logFiles(DATE)[7]];
    scene.world.logs.erase(keys[0]);
    scene.world.logs.erase(keys[1]);
    const { seen } = await scene.sweepAt(126);
    const missing = seen.report?.groups.filter(({ code }) => code === 'sealed-version-missing') ?? [];
    expect(missing.flatMap(({ newest }) => newest.map(({ key }) => key)).sort()).toEqual([...keys].sort());
  });

  test('where the later seal is deleted for good, a seal after it names it', async () => {
    await scene.begin();
    await scene.sweepAt(125);
    await scene.sweepAt(149);
    scene.world.evidence.erase(sealKeysOf(DATE)[1]);
    const { seen, read } = await scene.sweepAt(150);
    expect([found(seen), read.includes(DATE)]).toEqual([['seal-missing'], true]);
  });
});

test('a log file that waits for its digest is remembered once, whatever parts of the chain a sweep reads', async () => {
  const { world } = scene;
  await world.begin({ hours: 150 });
  await world.runAt(100);
  await world.runAt(101, 'sweep');
  const [like] = scene.logFiles(DATE);
  const key = like.replace(/_[A-Za-z0-9]{16}\.json/, '_AAAAAAAAAAAAAAAA.json');
  world.logs.put(key, { ...world.logs.object(like), body: Buffer.from('{}'), lastModified: now() });
  const { seen } = await scene.sweepAt(102);
  const pending =
    seen.checkpoints?.flatMap(({ checkpoint }) => checkpoint.pendingLogFiles.map((file) => file.key)) ?? [];
  expect(pending).toHaveLength(new Set(pending).size);
  expect([pending.includes(key), found(seen)]).toEqual([true, []]);
});

test('what our own lifecycle expires is demanded by no seal', async () => {
  const { world } = scene;
  await world.configure({ [ENVIRONMENT.retentionDays]: '7' });
  await world.begin({ hours: 300 });
  await world.runAt(100);
  await world.runAt(101, 'sweep');
  expect(scene.seals().length).toBe(SEALED.length);
  await world.runAt(250);
  const expired = new Date(world.now - 7 * 86_400_000);
  const old = world.logs.keys.filter((key) => (world.logs.object(key)?.lastModified ?? expired) < expired);
  // First the lifecycle puts markers, and a day later it removes the versions under them: both are seen here.
  old.forEach((key, index) => (index % 2 === 0 ? world.logs.delete(key, now()) : world.logs.erase(key)));
  const { seen } = await scene.sweepAt(251);
  await world.configure({});
  expect(old.some((key) => key.includes('/2026/01/12/'))).toBe(true);
  expect([seen.report?.verdict, found(seen)]).toEqual(['VALID', []]);
});

describe('what is changed while a sweep reads', () => {
  beforeEach(async () => {
    await scene.world.begin({ hours: 150 });
    await scene.world.runAt(100);
  });

  /** Does something once, right after an object was read. */
  const afterReading = (wanted: string, act: () => void) => {
    let isDone = false;
    scene.world.s3Fault = ({ operation, bucket, key }) => {
      const isListed = operation === 'ListObjectVersions' && bucket === scene.world.corpus.place.bucket;
      if (isRead && isListed && !isDone) {
        isDone = true;
        act();
      }
      isRead ||= operation === 'GetObject' && key === wanted;
      return undefined;
    };
    let isRead = false;
  };

  test('between the GET and the listing keeps the day from being sealed, and is found by the next sweep', async () => {
    const [, , key] = scene.logFiles(DATE);
    afterReading(key, () => scene.tamper(key));
    const { seen } = await scene.sweepAt(101);
    expect([found(seen), sealKeysOf(DATE), sealKeysOf(DATE, MEMBER).length]).toEqual([[], [], 1]);
    const next = await scene.sweepAt(102);
    expect(found(next.seen)).toContain('log-file-malformed');
  });

  test('so that a version of good bytes is read, and taken away before the listing, seals nothing', async () => {
    const [, , key] = scene.logFiles(DATE);
    const { logs } = scene.world;
    const good = logs.object(key)?.body ?? Buffer.of();
    scene.tamper(key);
    scene.put(key, good);
    afterReading(key, () => logs.eraseVersion(key, logs.versions(key)[0].versionId));
    await scene.sweepAt(101);
    expect(sealKeysOf(DATE)).toEqual([]);
    const next = await scene.sweepAt(102);
    expect(found(next.seen)).toContain('log-file-malformed');
  });
});

describe('what no listing shows', () => {
  beforeEach(async () => {
    await scene.world.begin({ hours: 150 });
    await scene.world.runAt(100);
    await scene.world.runAt(101, 'sweep');
    await scene.world.runAt(124);
    await scene.keep();
  });
  const KEY = "somebody's key";

  test('an object whose key was changed by UpdateObjectEncryption, and is disabled, is found where its day is read', async () => {
    const key = scene.logFiles(DATE)[20];
    const attack = () => {
      scene.world.logs.alter(key, { kmsKeyId: KEY });
      scene.world.disabledKeys.add(KEY);
    };
    const compared = await scene.sweepAfter(attack, [DATE, '2026-01-12']);
    expect([found(compared), compared.read.includes(DATE)]).toEqual([[], false]);
    await scene.begin();
    attack();
    await scene.world.configure({ READ_AGAIN_DAYS: '1' });
    const { seen } = await scene.sweepAt(125);
    await scene.world.configure({});
    expect(found(seen)).toEqual(['log-file-unreadable']);
  });

  test('a key of the trail that is disabled is found by the days that are not sealed yet', async () => {
    await scene.begin();
    for (const key of scene.world.logs.keys) scene.world.logs.alter(key, { kmsKeyId: KEY });
    scene.world.disabledKeys.add(KEY);
    const { seen } = await scene.sweepAt(125);
    expect(found(seen)).toEqual(expect.arrayContaining(['digest-unreadable']));
    expect(seen.report?.verdict).toBe('INCOMPLETE');
  });
});
