// Objects that CloudTrail does not write, more of them than a checkpoint has room for.
import { gzipSync } from 'node:zlib';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, World } from '../../support/run-time/world';

const [OWNER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

function plant(folder: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const key = `AWSLogs/o-exampleorgid/${OWNER}/CloudTrail/${folder}/${100 + index}.json.gz`;
    world.logs.put(key, { body: gzipSync('{}'), lastModified: new Date(world.now) });
  }
}

test('however many a person has acknowledged, a new one is news', async () => {
  await world.begin();
  await world.runAt(12);
  for (const letter of ['b', 'c', 'd', 'e']) plant(`us-east-1${letter}`, 50);
  expect(brief(await world.runAt(13))).toEqual({ verdict: 'INCOMPLETE', codes: ['unexpected-object'] });
  const names = world.openNames();
  expect(names).toHaveLength(200);
  world.acknowledge(...names);
  expect(brief(await world.runAt(14)).verdict).toBe('VALID');
  world.passTo(15);
  plant('us-east-1f', 1);
  expect(brief(await world.run())).toEqual({ verdict: 'INCOMPLETE', codes: ['unexpected-object'] });
});

test('of more than there is room for a run says that it leaves some out', async () => {
  await world.begin();
  await world.runAt(12);
  for (const letter of ['b', 'c', 'd', 'e', 'f']) plant(`us-east-1${letter}`, 50);
  const { report } = await world.runAt(13);
  const groups = report?.groups.filter(({ severity }) => severity !== 'NOTICE');
  expect(groups?.map(({ code, count }) => `${code} ${count}`).sort()).toEqual([
    'not-validated 1',
    'unexpected-object 200',
  ]);
});
