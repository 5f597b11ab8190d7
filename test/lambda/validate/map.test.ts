// Runs that are too big for one function: the plan, the shards and the merge, all of them the bundled functions.
import { gzipSync } from 'node:zlib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, World } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  // A shard takes a fifth of what one function may.
  world = await World.open({ [ENVIRONMENT.objectsPerRun]: '150' });
});
afterAll(() => world.close());

test('a history that outgrows one run is handed to the map, in many shards', async () => {
  await world.begin();
  const { outcome, executions } = await world.runAt(40);
  expect([outcome?.status, executions.length]).toEqual(['mapped', 1]);
  expect(manifest().length).toBeGreaterThan(5);
});

test('the merge of all shards is what one function finds, and later runs go on from it in one function', async () => {
  await world.begin({ restarts: [{ afterHour: 15, gapHours: 2 }], backfills: [20] });
  await world.runAt(40);
  const verified = verifiable();
  const merged = await world.runMap();
  const next = await world.runAt(41);
  const { verdict, codes } = brief(merged);
  expect([verdict, codes, merged.metrics.VerifiedObjects]).toEqual(['INCOMPLETE', ['logging-stopped'], verified]);
  expect([next.outcome?.status, next.metrics.VerifiedObjects]).toEqual(['done', 6]);
});

test('tampering in a shard is in the verdict, and stays open in the next run', async () => {
  await world.begin();
  await world.runAt(40);
  const [logFile = ''] = world.corpus.chain(MEMBER).logFilesOf(world.corpus.chain(MEMBER).normalKeys[14] ?? '');
  world.logs.delete(logFile);
  const merged = await world.runMap();
  expect([brief(merged), brief(await world.runAt(41))]).toEqual([
    { verdict: 'INVALID', codes: ['log-file-missing'] },
    { verdict: 'INVALID', codes: ['log-file-missing'] },
  ]);
});

test('a shard that failed is named, and the next run verifies what it left out', async () => {
  await world.begin();
  await world.runAt(40);
  const merged = await world.runMap(world.verifies(OWNER, 10));
  expect([brief(merged), merged.outcome?.unfinished?.length]).toEqual([
    { verdict: 'INCOMPLETE', codes: ['not-validated'] },
    1,
  ]);
  expect(brief(await world.goOnAt(41))).toEqual({ verdict: 'VALID', codes: [] });
});

test('what was changed in the time of a shard that failed is found by the next run', async () => {
  await world.begin();
  await world.runAt(40);
  await world.runMap(world.verifies(OWNER, 10));
  const chain = world.corpus.chain(OWNER);
  const [logFile = ''] = chain.logFilesOf(chain.normalKeys[10] ?? '');
  world.logs.delete(logFile);
  expect(brief(await world.goOnAt(41))).toEqual({ verdict: 'INVALID', codes: ['log-file-missing'] });
});

test('what was found behind a shard that failed stays open, though it is taken away before the next run', async () => {
  await world.begin();
  world.passTo(46);
  const chain = world.corpus.chain(OWNER);
  const [real = ''] = chain.logFilesOf(chain.normalKeys[15] ?? '');
  const injected = real.replace(/_[^_]+\.json\.gz$/, '_INJECTEDLOGFILE0.json.gz');
  world.logs.put(injected, { body: gzipSync('{}'), lastModified: new Date(chain.ends[14] + 1_800_000) });
  await world.run();
  const merged = await world.runMap(world.verifies(OWNER, 1));
  world.logs.delete(injected);
  const rest = await world.goOnAt(47);
  expect([brief(merged), brief(rest)]).toEqual([
    { verdict: 'INVALID', codes: ['log-file-unlisted', 'not-validated'] },
    { verdict: 'INVALID', codes: ['log-file-unlisted'] },
  ]);
});

test('a result that another has written is no result', async () => {
  await world.begin();
  await world.runAt(40);
  const [, , forgery] = manifest();
  const { input } = JSON.parse(JSON.stringify(lastExecution())) as { input: string };
  const { runId } = JSON.parse(input) as { runId: string };
  const result = { index: forgery.index, results: [] };
  world.work.put(`runs/${runId}/results/${forgery.index}.json`, { body: Buffer.from(JSON.stringify(result)) });
  const merged = await world.runMap(({ index }) => index === forgery.index);
  expect(brief(merged)).toEqual({ verdict: 'INCOMPLETE', codes: ['not-validated'] });
});

test('while the map runs the schedule waits, and when its execution died the next run takes over', async () => {
  await world.begin();
  await world.runAt(40);
  const waiting = await world.runAt(41);
  lastExecution().status = 'FAILED';
  const after = await world.runAt(42);
  expect([waiting.outcome?.status, after.outcome?.status]).toEqual(['skipped', 'mapped']);
});

test('a merge that is tried again after a crash changes nothing more', async () => {
  await world.begin();
  await world.runAt(40);
  await world.runMap();
  const once = await checkpoints();
  const again = await world.seen(await world.invoke('merge', JSON.parse(lastExecution().input) as object));
  expect([brief(again).verdict, await checkpoints()]).toEqual(['VALID', once]);
});

test('a sweep goes over the map too, and moves nothing', async () => {
  await world.begin();
  await world.runAt(40);
  await world.runMap();
  const before = await checkpoints();
  const sweep = await world.run('sweep');
  const swept = await world.runMap();
  expect([sweep.outcome?.status, swept.metrics.VerifiedObjects, await checkpoints()]).toEqual([
    'mapped',
    verifiable(),
    before,
  ]);
});

/** All digests that were delivered, and the log files that they list. */
function verifiable(): number {
  const digests = world.logs.keys.filter((key) => key.includes('CloudTrail-Digest'));
  return digests.reduce((sum, key) => sum + 1 + world.corpus.chain(key.split('/')[2]).logFilesOf(key).length, 0);
}

function manifest(): { readonly index: number }[] {
  const { manifest: place } = JSON.parse(lastExecution().input) as { manifest: { key: string } };
  return JSON.parse(world.work.object(place.key)?.body.toString() ?? '[]') as { index: number }[];
}

function lastExecution() {
  const { executions } = world.channels.received;
  return executions[executions.length - 1];
}

async function checkpoints() {
  return (await world.table.items()).filter(({ sk }) => sk.S?.startsWith('chain#'));
}
