// Runs that are killed before any of their writes, and the lists of records that they have left.
import { linesOf } from '../../support/run-time/evidence-lines';
import { World } from '../../support/run-time/world';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('each list that a report names is whole, whatever else a killed run has left there', async () => {
  await world.begin({ hours: 16 });
  world.passTo(12);
  const kept = await world.keep();
  let [writes, unnamed] = [0, 0];
  for (let isKilled = true; isKilled; writes++) {
    await world.restore(kept);
    world.writesLeft = writes;
    isKilled = (await world.run()).error !== undefined;
    world.writesLeft = Infinity;
    await world.runAt(14);
    const named = world.reportKeys().flatMap((key) => {
      const { verdicts = [], coverage = [] } = world.report(key);
      return [...verdicts, ...coverage];
    });
    for (const file of named) linesOf(world.evidence, file);
    unnamed += world.evidence.keys.filter((key) => /\/(verdicts|coverage)\//.test(key)).length - named.length;
  }
  // Killed between its lists and its report, a run has left lists that no report names.
  expect(unnamed).toBeGreaterThan(0);
}, 600_000);
