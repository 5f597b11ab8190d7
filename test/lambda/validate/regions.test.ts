// What the bundled functions make of the Regions that accounts have enabled, whether or not anything was delivered there.
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World, type Seen } from '../../support/run-time/world';

const HOUR = 3_600_000;
const [, MEMBER] = ACCOUNTS;
const OTHER = 'eu-west-3';
/** The hours of the day in which the validator asks for the Regions of the member. */
const HOUR_OF_DAY = Number(BigInt(MEMBER) % 24n);
const [FIRST, SECOND] = [HOUR_OF_DAY, HOUR_OF_DAY + 24];

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('an enabled Region that delivers nothing', () => {
  test('is reported once a day has passed, and by hours that do not ask', async () => {
    await world.begin({ hours: 72 });
    const seen = [await world.runAt(FIRST - 1)];
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    for (const hours of [FIRST, FIRST + 1, FIRST + 24, FIRST + 30, FIRST + 31]) seen.push(await world.runAt(hours));
    expect(seen.map(brief)).toEqual([...Array(4).fill(VALID), SILENT, SILENT]);
    expect(places(seen[5])).toEqual([`no-digests ${MEMBER} ${OTHER}`]);
  });

  test('is as well reported after a run over the state machine that asked for it', async () => {
    const mapped = await World.open({ ROUTE: 'map' });
    try {
      await mapped.begin({ hours: 72 });
      mapped.enabledRegions[MEMBER] = [REGION, OTHER];
      const seen: Seen[] = [];
      for (const hours of [FIRST, FIRST + 30]) {
        await mapped.runAt(hours);
        seen.push(await mapped.runMap());
      }
      expect(seen.map(({ report }) => report?.verdict)).toEqual(['VALID', 'INCOMPLETE']);
      expect(places(seen[1])).toEqual([`no-digests ${MEMBER} ${OTHER}`]);
    } finally {
      await mapped.close();
    }
  });

  test('is reported no more once it is disabled, and anew a day after it is enabled again', async () => {
    await world.begin({ hours: 144 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    const on = [await world.runAt(FIRST), await world.runAt(FIRST + 30)];
    world.enabledRegions[MEMBER] = [REGION];
    const off = [await world.runAt(FIRST + 48), await world.runAt(FIRST + 49)];
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    const again = [await world.runAt(FIRST + 72), await world.runAt(FIRST + 96), await world.runAt(FIRST + 102)];
    expect([...on, ...off, ...again].map(brief)).toEqual([VALID, SILENT, ...Array(4).fill(VALID), SILENT]);
  });

  test('is expected no longer than its account is a member', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    const seen = [await world.runAt(FIRST), await world.runAt(FIRST + 30)];
    world.members.pop();
    world.stopDelivery(`/${MEMBER}/`);
    seen.push(await world.runAt(FIRST + 31));
    expect(seen.map(brief)).toEqual([VALID, SILENT, VALID]);
  });

  test('is expected of what the evidence holds, where its item is gone', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    await world.runAt(FIRST);
    await world.table.empty(`chain#${MEMBER}#${OTHER}`);
    const { report } = await world.runAt(FIRST + 30);
    const codes = report?.groups.filter(({ region }) => region === OTHER).map(({ code }) => code);
    expect(codes?.sort()).toEqual(['checkpoint-rolled-back', 'no-digests']);
  });
});

describe('a Region that is enabled', () => {
  test('and delivers in time is not reported, and verified from its first digest on', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    world.alsoDeliver({ accounts: [MEMBER], regions: [OTHER], start: START + (FIRST + 4) * HOUR });
    const seen: Seen[] = [];
    for (const hours of [FIRST, FIRST + 3, FIRST + 8, FIRST + 30]) seen.push(await world.runAt(hours));
    expect(seen.map(brief)).toEqual(Array(4).fill(VALID));
    const checkpoint = seen[3].checkpoints?.find((counted) => counted.checkpoint.region === OTHER)?.checkpoint;
    expect([checkpoint?.segments.length, checkpoint?.expectedSince]).toEqual([1, undefined]);
  });

  test('and delivers too late has a time that no digest covers', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    world.alsoDeliver({ accounts: [MEMBER], regions: [OTHER], start: START + (FIRST + 32) * HOUR });
    const seen: Seen[] = [];
    for (const hours of [FIRST, FIRST + 30, FIRST + 36]) seen.push(await world.runAt(hours));
    expect(seen.map((run) => brief(run).codes)).toEqual([[], ['no-digests'], ['chain-uncovered']]);
  });

  test('misses what is deleted of its first day', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    const more = world.alsoDeliver({ accounts: [MEMBER], regions: [OTHER], start: START + (FIRST + 4) * HOUR });
    await world.runAt(FIRST);
    world.passTo(FIRST + 12);
    world.logs.delete(more.chain(MEMBER, OTHER).normalKeys[2] ?? '');
    expect(brief(await world.run())).toEqual({ verdict: 'INVALID', codes: ['digest-missing'] });
  });
});

describe('where Account Management says nothing', () => {
  test('of some accounts, that is a notice and no verdict, and what was expected is expected', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    const seen = [await world.runAt(FIRST)];
    world.enabledRegions[MEMBER] = undefined;
    for (const hours of [SECOND - 1, SECOND, SECOND + 6]) seen.push(await world.runAt(hours));
    expect(seen.map(brief)).toEqual([VALID, VALID, VALID, SILENT]);
    expect(seen.map(isUnknown)).toEqual([false, false, true, false]);
  });

  test('of any account, the first run says so and is valid', async () => {
    await world.begin();
    for (const accountId of ACCOUNTS) world.enabledRegions[accountId] = undefined;
    const seen = await world.runAt(12);
    expect([brief(seen), isUnknown(seen)]).toEqual([VALID, true]);
  });
});

describe('where Account Management throttles', () => {
  test('some requests, they are sent again, and nothing is unknown', async () => {
    await world.begin({ hours: 72 });
    world.enabledRegions[MEMBER] = [REGION, OTHER];
    world.throttledRegions = 3;
    const seen = [await world.runAt(FIRST), await world.runAt(FIRST + 30)];
    expect(world.throttledRegions).toBeLessThan(0);
    expect([seen.map(brief), seen.map(isUnknown)]).toEqual([
      [VALID, SILENT],
      [false, false],
    ]);
  });

  test('all requests of a run, that is a notice, the run goes on, and the Regions are asked for in the next', async () => {
    const patient = await World.open({ SHARE_OF_WAITS: '0.002' });
    try {
      await patient.begin({ hours: 72 });
      patient.throttledRegions = Infinity;
      const throttled = await patient.runAt(FIRST);
      patient.throttledRegions = 0;
      const next = await patient.runAt(FIRST + 24);
      expect([throttled, next].map(brief)).toEqual([VALID, VALID]);
      expect([throttled, next].map(isUnknown)).toEqual([true, false]);
      expect(throttled.messages).toEqual([]);
    } finally {
      await patient.close();
    }
  });
});

test('a healthy organization stays valid through all hours of two days, and its own Regions are asked about', async () => {
  await world.begin({ regions: [REGION, OTHER] });
  const seen: Seen[] = [];
  for (let hours = 2; hours <= 48; hours += 2) seen.push(await world.runAt(hours));
  expect(new Set(seen.map((run) => JSON.stringify([brief(run), isUnknown(run)])))).toEqual(
    new Set([JSON.stringify([VALID, false])]),
  );
});

const VALID = { verdict: 'VALID', codes: [] };
const SILENT = { verdict: 'INCOMPLETE', codes: ['no-digests'] };

function places({ report }: Seen): string[] {
  const groups = report?.groups.filter(({ severity }) => severity !== 'NOTICE') ?? [];
  return groups.map(({ code, accountId, region }) => `${code} ${accountId} ${region}`);
}

function isUnknown({ report }: Seen): boolean {
  return report?.groups.some(({ code }) => code === 'regions-unknown') === true;
}
