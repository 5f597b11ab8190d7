// What the state machine's next attempt, and the next run, make of a merge that was killed just before one of its writes.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, World, type Kept } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open({ [ENVIRONMENT.objectsPerRun]: '20', [ENVIRONMENT.route]: 'map' });
});
afterAll(() => world.close());

const input = () => {
  const executions = world.channels.received.executions;
  return JSON.parse(executions[executions.length - 1].input) as { runId: string; manifest: { key: string } };
};

/** Runs over the map up to its last merge, which joins segments: the first digest and one in the midst were late. */
async function beforeMerge(): Promise<Kept> {
  await world.begin();
  const keys = [world.corpus.chain(OWNER).normalKeys[0], world.corpus.chain(MEMBER).normalKeys[5]];
  keys.forEach((key) => world.deliverLate(key, 12.5));
  await world.runAt(12);
  expect(brief(await world.runMap()).codes).toContain('digest-pending');
  await world.runAt(13);
  const { runId, manifest } = input();
  for (const shard of JSON.parse(world.work.object(manifest.key)?.body.toString() ?? '[]') as object[])
    await world.invoke('shard', { runId, shard });
  return world.keep();
}

test('a merge may be killed before any of its writes: the next attempt takes it for no roll-back', async () => {
  const kept = await beforeMerge();
  let writes = 0;
  for (let isKilled = true; isKilled; writes++) {
    await world.restore(kept);
    world.writesLeft = writes;
    isKilled = (await world.seen(await world.invoke('merge', input()))).error !== undefined;
    world.writesLeft = Infinity;
    const again = isKilled ? await world.seen(await world.invoke('merge', input())) : undefined;
    world.channels.received.executions.forEach((execution) => (execution.status = 'SUCCEEDED'));
    await world.runAt(14);
    const next = brief(await world.runMap());
    expect({ writes, error: again?.error, next }).toEqual({ writes, next: { verdict: 'VALID', codes: [] } });
  }
  expect(writes).toBeGreaterThan(4);
}, 300_000);
