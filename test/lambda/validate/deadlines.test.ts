// What does not happen is noticed too: sweeps that do not run, chains that fall behind, and a trail of which there is nothing.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { findingName } from '../../../lambda/core';
import { brief, published } from '../../support/run-time/seen';
import { World } from '../../support/run-time/world';

const DAY = 24;
/** Hours: one and a half times a week. */
const OVERDUE = 10.5 * DAY;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
// Digests that are due and not there are not what this is about.
const codesOf = (seen: Parameters<typeof brief>[0]) => brief(seen).codes.filter((code) => code !== 'chain-stale');

describe('a sweep', () => {
  beforeEach(async () => {
    await world.begin({ hours: 3 });
    await world.runAt(5);
  });

  test('that has not run for an interval and a half is notified at once, until one is complete', async () => {
    const before = await world.runAt(5 + OVERDUE - 1);
    const after = await world.runAt(5 + OVERDUE + 1);
    const [group] = after.report?.groups.filter(({ code }) => code === 'sweep-overdue') ?? [];
    world.acknowledge(findingName(group.example));
    const again = await world.runAt(5 + OVERDUE + 2);
    await world.run('sweep');
    const swept = await world.runAt(5 + OVERDUE + 3);
    expect([before, after, again, swept].map(codesOf)).toEqual([[], ['sweep-overdue'], ['sweep-overdue'], []]);
    expect(after.messages.map(({ body }) => body.includes('complete for 10 days'))).toEqual([true]);
    expect(published(swept).findings).toContain('sweep-overdue ARCHIVED');
  });

  test('that runs each week is none, hour by hour', async () => {
    for (let week = 1; week < 4; week++) {
      const swept = await world.runAt(5 + 7 * DAY * week, 'sweep');
      const hourly = await world.runAt(6 + 7 * DAY * week);
      expect([swept, hourly].map(codesOf)).toEqual([[], []]);
    }
  });

  test('that a lease in the table keeps from running is noticed', async () => {
    for (let day = 7; day < 12; day++) {
      world.passTo(5 + day * DAY);
      const expires = world.now + 3_600_000;
      await world.table.put({
        ...leaseKey(await world.table.items()),
        ...{ version: { N: '1' }, owner: { S: 'somebody' }, expires: { N: String(expires) } },
      });
      expect((await world.run('sweep', 2000)).outcome?.status).toBe('skipped');
    }
    expect(codesOf(await world.runAt(5 + 12 * DAY))).toEqual(['sweep-overdue']);
  });
});

test('a chain that each run leaves undone is notified after a day, and not before', async () => {
  const mapped = await World.open({ [ENVIRONMENT.route]: 'map' });
  try {
    await mapped.begin({ hours: 40 });
    const seen = [];
    for (const hours of [5, 14, 28, 30]) {
      await mapped.runAt(hours);
      seen.push(await mapped.runMap(() => true));
    }
    expect(seen.map((run) => brief(run).codes)).toEqual(Array.from({ length: 4 }, () => ['not-validated']));
    expect(seen.map(({ messages }) => messages.length)).toEqual([0, 0, 0, 1]);
  } finally {
    await mapped.close();
  }
});

test('a trail of which there is nothing is INCOMPLETE with a reason, and notified after a day', async () => {
  await world.begin({ hours: 3 });
  world.members = [];
  world.stopDelivery('/');
  const seen = [];
  for (const hours of [1, 14, 24, 26]) seen.push(await world.runAt(hours));
  const nothing = { verdict: 'INCOMPLETE', codes: ['nothing-verified'] };
  // The home Region of the owner is expected from then on, and takes its place.
  expect(seen.slice(0, 3).map(brief)).toEqual([nothing, nothing, nothing]);
  expect(seen.map(({ messages }) => messages.length)).toEqual([0, 0, 0, 1]);
});

/** The key of the lease, as the items of the table have it. */
function leaseKey(items: readonly Record<string, { S?: string }>[]) {
  return { pk: { S: items[0]?.pk?.S ?? '' }, sk: { S: 'lease' } };
}
