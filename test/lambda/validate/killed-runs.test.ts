// What the next runs make of a run that was killed just before one of its writes.
import { brief, type Seen } from '../../support/run-time/seen';
import { ACCOUNTS, World, type Kept } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** A run has gone on without the first digest of one chain and a digest in the midst of the other, which come now. */
async function withLateDigests(): Promise<Kept> {
  await world.begin();
  const keys = [world.corpus.chain(OWNER).normalKeys[0], world.corpus.chain(MEMBER).normalKeys[5]];
  keys.forEach((key) => world.deliverLate(key, 12.5));
  expect(brief(await world.runAt(12)).codes).toContain('digest-pending');
  world.passTo(13);
  return world.keep();
}

async function runKilledAfter(writes: number): Promise<Seen> {
  world.writesLeft = writes;
  const run = await world.run();
  world.writesLeft = Infinity;
  return run;
}

test('a run that joins segments may be killed before any of its writes: the next ones take it for no roll-back', async () => {
  const kept = await withLateDigests();
  let writes = 0;
  for (let isKilled = true; isKilled; writes++) {
    await world.restore(kept);
    isKilled = (await runKilledAfter(writes)).error !== undefined;
    const next = [await world.runAt(14), await world.runAt(15)].map(brief);
    expect({ writes, next }).toEqual({ writes, next: Array(2).fill({ verdict: 'VALID', codes: [] }) });
  }
  // The lease, two checkpoints, the report, the lease again and the mark of the publisher at least.
  expect(writes).toBeGreaterThan(6);
}, 120_000);

test('the table as it was before such a run is a roll-back', async () => {
  await world.restore(await withLateDigests());
  const before = await world.table.items();
  await world.run();
  for (const item of before.filter(({ sk }) => sk.S?.startsWith('chain#'))) await world.table.put(item);
  expect(brief(await world.runAt(14))).toEqual({ verdict: 'INVALID', codes: ['checkpoint-rolled-back'] });
});

test.each([0, 2])(
  'runs that are killed twice in a row before any of their writes, after %i others',
  async (others) => {
    await world.begin();
    for (let hour = 12 - others; hour < 12; hour++) await world.runAt(hour);
    world.passTo(12);
    const kept = await world.keep();
    let writes = 0;
    for (let isKilled = true; isKilled; writes++) {
      await world.restore(kept);
      isKilled = (await runKilledAfter(writes)).error !== undefined;
      world.passTo(13);
      await runKilledAfter(writes);
      const next = [await world.runAt(14), await world.runAt(15)].map(brief);
      expect({ writes, next }).toEqual({ writes, next: Array(2).fill({ verdict: 'VALID', codes: [] }) });
    }
  },
  120_000,
);
