// The bundled functions beside a declared trail without log file validation, and beside an attacker's second trail.
import { gzipSync } from 'node:zlib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { HOUR, logFileKey } from '../../support/corpus';
import { brief, published } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;
const trailArn = `arn:aws:cloudtrail:${REGION}:${OWNER}:trail/second-trail`;
const declared = [{ trailArn, accountIds: ['all'], until: new Date(START + 12 * HOUR).toISOString() }];

const DECLARED = { [ENVIRONMENT.unvalidatedTrails]: JSON.stringify(declared) };
const UNVERIFIED = { verdict: 'INCOMPLETE', codes: ['log-file-unattributed'] };

let world: World;
const open = async (environment: Record<string, string>) => (world = await World.open(environment));
afterEach(() => world.close());

/** Delivers a log file that no digest lists, at an hour since the start of the trail. */
function deliver(hour: number): void {
  const time = START + hour * HOUR;
  const key = logFileKey(world.corpus.place, MEMBER, REGION, time, 'OFASECONDTRAIL00');
  world.logs.put(key, { body: gzipSync('{"Records":[]}'), lastModified: new Date(time) });
}

test('a log file of a declared trail is notified at once as unverified, stays open, and one that is planted later is tampering', async () => {
  await open(DECLARED);
  await world.begin();
  await world.runAt(10);
  world.passTo(41);
  deliver(11.5);
  const found = await world.run();
  const later = await world.runAt(42);
  expect([found, later].map(brief)).toEqual([UNVERIFIED, UNVERIFIED]);
  expect([found, later].map(({ messages }) => messages.length)).toEqual([1, 0]);
  world.passTo(44);
  deliver(13.5);
  const planted = await world.run('sweep');
  expect(brief(planted)).toEqual({ verdict: 'INVALID', codes: ['log-file-unattributed', 'log-file-unlisted'] });
  expect(published(planted).subjects).toEqual(['TAMPERING: log files of organization-trail']);
});

test('over the state machine it is the same', async () => {
  await open({ ...DECLARED, [ENVIRONMENT.objectsPerRun]: '150' });
  await world.begin();
  world.passTo(44);
  deliver(11.5);
  expect((await world.run()).outcome?.status).toBe('mapped');
  expect(brief(await world.runMap())).toEqual(UNVERIFIED);
  deliver(13.5);
  expect((await world.runAt(45, 'sweep')).outcome?.status).toBe('mapped');
  expect(brief(await world.runMap()).codes).toEqual(['log-file-unattributed', 'log-file-unlisted']);
});

test('a second trail that nobody has declared explains nothing', async () => {
  await open({});
  await world.begin();
  await world.runAt(10);
  world.passTo(41);
  deliver(11.5);
  expect(brief(await world.run())).toEqual({ verdict: 'INVALID', codes: ['log-file-unlisted'] });
});

test('a declaration that is deployed later takes the accusation back, and notifies people of what is left', async () => {
  await open({});
  await world.begin();
  await world.runAt(10);
  world.passTo(41);
  deliver(11.5);
  expect(brief(await world.run()).verdict).toBe('INVALID');
  const kept = await world.keep();
  await world.close();
  await open(DECLARED);
  await world.restore(kept);
  const seen = await world.runAt(42);
  expect(brief(seen)).toEqual({ verdict: 'INCOMPLETE', codes: ['log-file-unattributed'] });
  expect(seen.messages).toHaveLength(1);
});
