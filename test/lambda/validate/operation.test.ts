// What the bundled functions make of accounts and Regions that come and go, and of what people and the bucket say.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { LifecycleRow } from '../../support/stand-ins/s3';
import { brief, published } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World } from '../../support/run-time/world';

const HOUR = 3_600_000;
const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('accounts and Regions', () => {
  test('an account that joins is verified from its first digest on', async () => {
    await world.begin({ accounts: [OWNER] });
    world.alsoDeliver({ accounts: [MEMBER], start: START + 12 * HOUR });
    await world.runAt(11);
    world.members.push({ Id: MEMBER, Status: 'ACTIVE', JoinedTimestamp: new Date(START + 11 * HOUR) });
    const joined = await world.runAt(15);
    const notices = joined.report?.groups.map(({ code, accountId }) => `${code} ${accountId}`);
    expect([brief(joined), notices]).toEqual([{ verdict: 'VALID', codes: [] }, [`chain-started ${MEMBER}`]]);
  });

  test('an account that joined and delivers nothing is reported a day later', async () => {
    await world.begin({ accounts: [OWNER] });
    await world.runAt(11);
    world.members.push({ Id: MEMBER, Status: 'ACTIVE', JoinedTimestamp: new Date(START + 11 * HOUR) });
    const [soon, later] = [await world.runAt(20), await world.runAt(40)];
    expect([brief(soon).codes, brief(later).codes]).toEqual([[], ['no-digests']]);
  });

  test.each([
    [
      'is closed',
      [
        { Id: OWNER, Status: 'ACTIVE' },
        { Id: MEMBER, Status: 'SUSPENDED' },
      ],
    ],
    ['leaves', [{ Id: OWNER, Status: 'ACTIVE' }]],
  ])('an account that %s ends its chains, and what it had is still demanded', async (_, members) => {
    await world.begin();
    await world.runAt(12);
    world.stopDelivery(`/${MEMBER}/`);
    world.members.splice(0, 9, ...members);
    const ended = await world.runAt(30);
    world.logs.keys
      .filter((key) => key.includes(`/${MEMBER}/CloudTrail-Digest/`))
      .forEach((key) => world.logs.delete(key));
    const deleted = await world.runAt(31);
    expect([brief(ended), brief(deleted)]).toEqual([
      { verdict: 'VALID', codes: [] },
      { verdict: 'INVALID', codes: ['digest-missing'] },
    ]);
  });

  describe('where AWS Organizations does not answer one run', () => {
    test('an account that left long before has still left', async () => {
      await world.begin();
      await world.runAt(12);
      world.stopDelivery(`/${MEMBER}/`);
      world.members.splice(0, 9, { Id: OWNER, Status: 'ACTIVE' });
      await world.runAt(30);
      world.hasOrganizations = false;
      const unanswered = [await world.runAt(31), await world.runAt(32)];
      world.hasOrganizations = true;
      const runs = [...unanswered, await world.runAt(33)];
      expect(runs.map(brief)).toEqual(runs.map(() => ({ verdict: 'VALID', codes: [] })));
      expect(runs.flatMap(({ messages }) => messages)).toEqual([]);
      expect(unanswered.map(({ report }) => report?.groups.map(({ code }) => code))).toEqual(
        unanswered.map(() => ['accounts-unknown']),
      );
    });

    test('an account that was a member and falls silent is reported', async () => {
      await world.begin();
      await world.runAt(12);
      world.stopDelivery(`/${MEMBER}/`);
      world.hasOrganizations = false;
      expect(brief(await world.runAt(30)).codes).toEqual(['chain-stale']);
    });

    test('an account that never delivered anything is still missed', async () => {
      await world.begin({ accounts: [OWNER] });
      await world.runAt(11);
      world.members.push({ Id: MEMBER, Status: 'ACTIVE', JoinedTimestamp: new Date(START + 11 * HOUR) });
      const [missed] = [await world.runAt(40)];
      world.hasOrganizations = false;
      expect([brief(missed).codes, brief(await world.runAt(41)).codes]).toEqual([['no-digests'], ['no-digests']]);
    });
  });

  test('an account that only falls silent is reported', async () => {
    await world.begin();
    await world.runAt(12);
    world.stopDelivery(`/${MEMBER}/`);
    const seen = await world.runAt(30);
    expect([brief(seen), seen.metrics.StaleChains]).toEqual([{ verdict: 'INCOMPLETE', codes: ['chain-stale'] }, 1]);
  });

  test('a Region that is enabled is verified, and reported once it is disabled until a person acknowledges that', async () => {
    await world.begin();
    await world.runAt(11);
    world.alsoDeliver({ regions: ['eu-west-3'], start: START + 12 * HOUR });
    const on = await world.runAt(20);
    world.stopDelivery('/eu-west-3/');
    const off = await world.runAt(30);
    world.acknowledge(`chain-ended ${OWNER} eu-west-3 2026-01-10T19:00:00Z`);
    world.acknowledge(`chain-ended ${MEMBER} eu-west-3 2026-01-10T19:00:00Z`);
    const acknowledged = await world.runAt(31);
    expect([on, off, acknowledged].map((seen) => brief(seen).codes)).toEqual([[], ['chain-stale'], []]);
  });
});

describe('what a person acknowledges', () => {
  test('closes the finding, and the report names it', async () => {
    await world.begin();
    await world.runAt(12);
    const [logFile = ''] = world.corpus.chain(MEMBER).logFilesOf(world.corpus.chain(MEMBER).normalKeys[14] ?? '');
    world.passTo(16);
    world.logs.delete(logFile);
    await world.run();
    const name = `log-file-missing ${MEMBER} ${REGION} s3://trail-logs/${logFile}`;
    world.acknowledge(name);
    const after = await world.runAt(17);
    const later = await world.runAt(18);
    expect([
      brief(after),
      published(after).findings,
      brief(later),
      later.report?.acknowledged.map((finding) => finding.name),
    ]).toEqual([
      { verdict: 'VALID', codes: [] },
      ['log-file-missing ARCHIVED'],
      { verdict: 'VALID', codes: [] },
      [name],
    ]);
  });
});

describe('a Region that can not be asked for keys any more', () => {
  test('is verified by the keys that it gave', async () => {
    await world.begin();
    await world.runAt(11);
    world.deniesKeys = true;
    expect(brief(await world.runAt(14))).toEqual({ verdict: 'VALID', codes: [] });
  });

  test('is not verified by a key that somebody put among the stored ones', async () => {
    await world.begin();
    await world.runAt(11);
    const stored = (await world.table.items()).find(({ sk }) => sk.S?.startsWith('public-keys#'));
    const body = gzipSync(
      gunzipSync(stored?.body.B ?? Buffer.of())
        .toString()
        .replace(/"receivedAt":\d+/g, '"receivedAt":0'),
    );
    await world.table.put({ ...stored, body: { B: body } });
    world.deniesKeys = true;
    expect(brief(await world.runAt(14))).toEqual({ verdict: 'INCOMPLETE', codes: ['public-keys-unavailable'] });
  });

  test('from the first run on is reported as that', async () => {
    await world.begin();
    world.deniesKeys = true;
    expect(brief(await world.runAt(14)).codes).toContain('public-keys-unavailable');
  });
});

describe('the lifecycle of the log bucket', () => {
  const OURS = 'AWSLogs/o-exampleorgid/';
  test.each<[string, LifecycleRow[], string[]]>([
    ['keeps log files as long as they must be there', [{ prefix: OURS, days: 365 }], []],
    ['deletes them earlier', [{ prefix: OURS, days: 364 }], ['lifecycle-too-short']],
    ['deletes everything earlier', [{ days: 30 }], ['lifecycle-too-short']],
    ['deletes some of them earlier', [{ prefix: `${OURS}${MEMBER}/`, days: 30 }], ['lifecycle-too-short']],
    ['deletes something else', [{ prefix: 'athena-results/', days: 1 }], []],
    ['would delete them, were the rule enabled', [{ days: 1, status: 'Disabled' }], []],
  ])('that %s', async (_, rows, codes) => {
    await world.begin();
    world.lifecycles['trail-logs'] = rows;
    expect(brief(await world.runAt(12)).codes).toEqual(codes);
  });

  test('that can not be read is reported, and is as old as the first report that holds it', async () => {
    await world.begin();
    world.s3Fault = ({ operation }) => (operation === 'GetBucketLifecycle' ? 'accessDenied' : undefined);
    const seen = [await world.runAt(12), await world.runAt(13), await world.runAt(16)];
    // The clock of a function goes on while it starts: by a millisecond or two.
    const ages = seen.map(({ metrics }) => Math.round(metrics.OldestUnverifiedItemAge));
    expect(ages).toEqual([0, 3600, 14_400]);
    expect(seen.map((run) => brief(run).codes)).toEqual(Array(3).fill(['lifecycle-unreadable']));
  });
});

describe('what can be read of a chain', () => {
  test('one log file that can not be read is no chain that is unreadable', async () => {
    await world.begin({ logsPerHour: 1 });
    await world.runAt(12);
    world.s3Fault = ({ key, operation }) =>
      operation === 'GetObject' && key.includes(`/${MEMBER}/CloudTrail/`) ? 'kmsDenied' : undefined;
    const { outcome, metrics } = await world.runAt(13);
    expect([outcome?.verdict, metrics.UnreadableChains]).toEqual(['INCOMPLETE', 0]);
  });

  test('where no log file of any chain can be read, all of them are', async () => {
    await world.begin({ logsPerHour: 1 });
    await world.runAt(12);
    world.s3Fault = ({ key, operation }) =>
      operation === 'GetObject' && /\/CloudTrail\/us/.test(key) ? 'kmsDenied' : undefined;
    expect((await world.runAt(13)).metrics.UnreadableChains).toBe(2);
  });
});

describe('what is new notifies nobody', () => {
  const NEW = [
    ['an account', { accounts: [MEMBER], start: START + 12 * HOUR }],
    ['a Region', { regions: ['eu-west-3'], start: START + 12 * HOUR }],
  ] as const;

  async function watchFrom(options: (typeof NEW)[number][1], late: number) {
    await world.begin({ accounts: [OWNER] });
    await world.runAt(11);
    const joined = world.alsoDeliver(options);
    world.members.push({ Id: MEMBER, Status: 'ACTIVE', JoinedTimestamp: new Date(START + 11 * HOUR) });
    const { accounts, regions } = joined.options;
    world.deliverLate(joined.chain(accounts[0], regions[0]).normalKeys[0], late);
    const runs = [];
    for (const hour of [13, 13.5, 14, 15, 16, 17, 18, 19, 20]) runs.push(await world.runAt(hour));
    return runs;
  }

  test.each(NEW)('where a run falls between the first log files and the first digest of %s', async (_, options) => {
    const runs = await watchFrom(options, 13.6);
    expect(runs.map(brief)).toEqual(runs.map(() => ({ verdict: 'VALID', codes: [] })));
    expect(runs.flatMap(({ messages }) => messages)).toEqual([]);
  });

  test.each(NEW)('where the first digest of %s comes hours after its successors', async (_, options) => {
    const runs = await watchFrom(options, 18.5);
    expect(runs.map(({ outcome }) => outcome?.verdict)).not.toContain('INVALID');
    expect(Math.max(...runs.map(({ metrics }) => metrics.OldestUnverifiedItemAge))).toBe(0);
    expect([brief(runs[runs.length - 1]).codes, runs.flatMap(({ messages }) => messages)]).toEqual([[], []]);
  });
});
