// Two functions on one machine, whose runs have the same id: a run of one shares nothing with that of the other.
import { brief } from '../../support/run-time/seen';
import { World } from '../../support/run-time/world';

let worlds: World[];
beforeAll(async () => {
  worlds = await Promise.all([World.open(), World.open()]);
});
afterAll(() => Promise.all(worlds.map((world) => world.close())));

test('each stores its own findings', async () => {
  await Promise.all(worlds.map((world) => world.begin()));
  for (const [index, world] of worlds.entries()) {
    world.passTo(20);
    const chain = world.corpus.chain();
    for (const key of chain.normalKeys.slice(4, 6 + index)) world.logs.delete(chain.logFilesOf(key)[0] ?? '');
  }
  const runs = await Promise.all(worlds.map((world) => world.run()));
  expect(runs.map(brief)).toEqual([
    { verdict: 'INVALID', codes: ['log-file-missing'] },
    { verdict: 'INVALID', codes: ['log-file-missing'] },
  ]);
  const missing = runs.map(({ report }) => report?.groups.find(({ code }) => code === 'log-file-missing')?.count);
  expect(missing).toEqual([2, 3]);
});
