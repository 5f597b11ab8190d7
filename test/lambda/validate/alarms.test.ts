// Alarms that come on, and go off again.
import { ACCOUNTS, World } from '../../support/run-time/world';
import { Watched } from './watched';

const FIRST = 10;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('tampering raises its alarm once, keeps it on from run to run, and lets it go when the log file is back', async () => {
  await world.begin();
  const watched = new Watched(world, FIRST);
  for (let hour = FIRST; hour < 18; hour++) await watched.hour(hour);
  world.passTo(20);
  const chain = world.corpus.chain(ACCOUNTS[1]);
  const [key = ''] = chain.logFilesOf(chain.normalKeys[18] ?? '');
  const logFile = world.logs.object(key)!;
  world.logs.delete(key);
  for (let hour = 20; hour < 24; hour++) await watched.hour(hour);
  expect([watched.isOn('LogTampering'), watched.raised.get('LogTampering')?.length]).toEqual([true, 1]);
  world.logs.put(key, logFile);
  await watched.hour(24);
  expect(watched.isOn('LogTampering')).toBe(false);
});

test('a validator that does not run is noticed three times over, by its own word, by AWS and by its evidence', async () => {
  await world.begin();
  const watched = new Watched(world, FIRST);
  for (let hour = FIRST; hour < 16; hour++) await watched.hour(hour);
  expect([...watched.raised]).toEqual([]);
  for (let hour = 16; hour < 22; hour++) await watched.hour(hour, []);
  for (const name of ['ValidatorDidNotRun', 'ValidatorNotInvoked', 'EvidenceTooOld']) {
    expect([name, watched.isOn(name)]).toEqual([name, true]);
  }
  expect(watched.raised.get('ValidatorNotInvoked')).toEqual([18]);
});

test('a table that can not be reached fails the run aloud, and moves nothing', async () => {
  await world.begin();
  const watched = new Watched(world, FIRST);
  for (let hour = FIRST; hour < 14; hour++) await watched.hour(hour);
  const before = await world.table.items();
  world.table.fault = 'unreachable';
  await watched.hour(14);
  world.table.fault = undefined;
  expect(watched.raised.get('ValidatorErrors')).toEqual([14]);
  expect(await world.table.items()).toEqual(before);
});
