// Runs that meet: an old merge after later runs, a sweep over the map beside hourly runs, and what may be found meanwhile.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { HOUR } from '../../support/corpus';
import { brief, published } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World, type Kept, type Seen } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
let verified: Kept;
/** Forty hours are verified, over the map. */
beforeAll(async () => {
  world = await World.open({ [ENVIRONMENT.objectsPerRun]: '150' });
  await world.begin();
  await world.runAt(40);
  await world.runMap();
  verified = await world.keep();
});
afterAll(() => world.close());

beforeEach(() => world.restore(verified));

test('an old merge that is started again fails, and undoes nothing', async () => {
  const input = lastInput();
  world.passTo(41);
  world.logs.delete(logFile(38));
  const found = await world.run('sweep');
  expect(found.outcome?.status).toBe('mapped');
  expect(brief(await world.runMap())).toEqual({ verdict: 'INVALID', codes: ['log-file-missing'] });
  const replayed = await world.seen(await world.invoke('merge', input));
  expect([replayed.error?.message, replayed.messages]).toEqual([expect.stringContaining('has lost its lease'), []]);
  expect(brief(await world.runAt(42))).toEqual({ verdict: 'INVALID', codes: ['log-file-missing'] });
});

test('a sweep over the map keeps no hourly run waiting, and a second sweep waits for it', async () => {
  const sweep = await world.runAt(41, 'sweep');
  const [hourly, second] = [await world.runAt(42), await world.run('sweep', 60_000)];
  const swept = await world.runMap();
  expect([sweep, hourly, second].map(({ outcome }) => outcome?.status)).toEqual(['mapped', 'done', 'skipped']);
  expect([brief(hourly), brief(swept)]).toEqual([
    { verdict: 'VALID', codes: [] },
    { verdict: 'VALID', codes: [] },
  ]);
});

test('what an hourly run finds while a sweep is under way stays open after the sweep, and is in its verdict', async () => {
  await world.runAt(41, 'sweep');
  world.passTo(42);
  world.logs.delete(logFile(40));
  const found = await world.run();
  const swept = await world.runMap();
  const later = await world.runAt(43);
  const invalid = { verdict: 'INVALID', codes: ['log-file-missing'] };
  expect([found, swept, later].map(brief)).toEqual([invalid, invalid, invalid]);
  expect(published(swept).subjects).toEqual([]);
});

test('what is restored, or acknowledged, while a sweep is under way is not reported by its merge again', async () => {
  world.passTo(41);
  const keys = [logFile(5), logFile(7)];
  const [removed] = keys.map((key) => world.logs.object(key));
  keys.forEach((key) => world.logs.delete(key));
  await world.run('sweep');
  const found = await world.runMap();
  await world.runAt(42, 'sweep');
  await world.runShards();
  world.logs.put(keys[0], removed!);
  world.acknowledge(`log-file-missing ${OWNER} ${REGION} s3://trail-logs/${keys[1]}`);
  const hourly = await world.runAt(43);
  const swept = await world.mergeMap();
  expect([found, hourly, swept, await world.runAt(44)].map(brief)).toEqual([
    { verdict: 'INVALID', codes: ['log-file-missing'] },
    { verdict: 'VALID', codes: [] },
    { verdict: 'VALID', codes: [] },
    { verdict: 'VALID', codes: [] },
  ]);
  expect(published(swept).subjects).toEqual([]);
});

test('what a sweep finds is news though hourly reports were made since it was planned', async () => {
  world.passTo(41);
  world.logs.delete(logFile(5));
  await world.run('sweep');
  await world.runMap();
  world.logs.delete(logFile(7));
  await world.runAt(42, 'sweep');
  await world.runShards();
  await world.runAt(43);
  world.passTo(44);
  await world.invoke('merge', lastInput());
  world.channels.received.invocations.splice(0);
  const next = await world.runAt(45);
  expect(next.messages.map(({ body }) => body.includes(logFile(7)))).toEqual([true]);
});

test.each([0, Date.UTC(2099, 0, 1)])('a time in the input of the state machine is not taken over: %d', async (now) => {
  await world.runAt(41, 'sweep');
  await world.runShards();
  world.passTo(43);
  const { report } = await world.mergeMap({ now });
  expect([report?.time, report?.due.end]).toEqual([world.now, START + 41 * HOUR - 4 * HOUR]);
  expect(report?.duration).toBeLessThan(3 * HOUR);
});

test('a table that is rolled back while a sweep is under way is reported, and stays open', async () => {
  await world.runAt(41, 'sweep');
  await world.table.empty('chain#');
  const swept = await world.runMap();
  const later = await world.runAt(42);
  expect([swept, later].map((seen) => brief(seen).codes)).toEqual([
    ['checkpoint-rolled-back'],
    ['checkpoint-rolled-back'],
  ]);
});

test('a chain that is silent stays open in the report of a sweep, which has last looked before', async () => {
  world.stopDelivery(`/${MEMBER}/`);
  const silent = await world.runAt(47);
  const hourly = silent.outcome?.status === 'mapped' ? await world.runMap() : silent;
  await world.run('sweep');
  const swept = await world.runMap();
  expect([hourly, swept].map((seen) => [brief(seen).codes, seen.metrics.StaleChains])).toEqual([
    [['chain-stale'], 1],
    [['chain-stale'], 1],
  ]);
});

test('the shards of a sweep are given the public keys of earlier runs', async () => {
  world.deniesKeys = true;
  await world.runAt(41, 'sweep');
  expect(brief(await world.runMap())).toEqual({ verdict: 'VALID', codes: [] });
});

test('a sweep that goes on with one chain closes nothing of the others', async () => {
  world.passTo(41);
  world.logs.delete(logFile(5));
  await world.run('sweep');
  const isSwept = world.verifies(OWNER, 5);
  const swept = await world.runMap((task) => !isSwept(task));
  const missing = ['log-file-missing', 'not-validated'];
  expect([brief(swept).verdict, brief(swept).codes]).toEqual(['INVALID', missing]);
  const hourly = await world.runAt(42);
  const rest = await world.runMap();
  expect(rest.report?.mode).toBe('sweep');
  const invalid = { verdict: 'INVALID', codes: ['log-file-missing'] };
  expect([hourly, rest, await world.runAt(43)].map(brief)).toEqual([invalid, invalid, invalid]);
  expect(published(rest)).toMatchObject({ subjects: [], closed: 0 });
});

test('what was found when a run was planned is in the verdict of its merge', async () => {
  await world.begin();
  world.lifecycles['trail-logs'] = [{ days: 30 }];
  await world.runAt(40);
  expect(brief(await world.runMap()).codes).toEqual(['lifecycle-too-short']);
});

test('what was found of an account that is there no more is open no longer', async () => {
  world.members.push({ Id: '444444444444', Status: 'ACTIVE', JoinedTimestamp: new Date(0) });
  await world.runAt(90);
  const first = await world.runMap();
  world.members.pop();
  await world.runAt(91);
  const next = await world.runMap();
  const silent = ['chain-stale'];
  expect([brief(first).codes, brief(next).codes]).toEqual([[...silent, 'no-digests'], silent]);
});

test('a roll-back that a person has acknowledged does not excuse the next one', async () => {
  await world.table.empty('chain#');
  const first = await world.runAt(41);
  const names = first.checkpoints?.flatMap(({ checkpoint: { accountId, region, openItems } }) =>
    openItems.map(({ finding: { code, range } }) => `${code} ${accountId} ${region} ${isoRange(range)}`),
  );
  world.acknowledge(...(names ?? []));
  const acknowledged = await world.runAt(42);
  await world.table.empty('chain#');
  const second = await world.runAt(43);
  expect([first, acknowledged, second].map((seen: Seen) => brief(seen).codes)).toEqual([
    ['checkpoint-rolled-back'],
    [],
    ['checkpoint-rolled-back'],
  ]);
});

test.each([
  ['with an invalid time', () => world.acknowledge(`chain-ended ${MEMBER} ${REGION} 2026-01-10T25:00:00Z`)],
  [
    'that can not be decrypted',
    () => {
      world.acknowledge(`log-file-missing ${OWNER} ${REGION}`);
      world.s3Fault = ({ key, operation }) =>
        operation === 'GetObject' && key.includes('/acknowledgements/') ? 'kmsDenied' : undefined;
    },
  ],
])('an acknowledgement %s acknowledges nothing and stops nothing', async (_, write) => {
  write();
  world.passTo(42);
  world.logs.delete(logFile(40));
  const { verdict, codes } = brief(await world.run());
  expect([verdict, codes]).toEqual(['INVALID', expect.arrayContaining(['log-file-missing'])]);
});

function logFile(hour: number): string {
  const chain = world.corpus.chain(OWNER);
  return chain.logFilesOf(chain.normalKeys[hour] ?? '')[0] ?? '';
}

function lastInput(): object {
  const { executions } = world.channels.received;
  return JSON.parse(executions[executions.length - 1]?.input ?? '{}') as object;
}

function isoRange(range: { readonly start: number; readonly end: number } | undefined): string {
  return [range?.start ?? 0, range?.end ?? 0].map((time) => new Date(time).toISOString()).join('/');
}
