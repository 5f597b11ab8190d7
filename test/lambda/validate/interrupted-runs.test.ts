// What the bundled functions make of a run that ends before its time, or whose time is up.
import type { Report } from '../../../lambda/records/report';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, World, type Seen } from '../../support/run-time/world';

const [, MEMBER] = ACCOUNTS;
/** At 96 requests in so many milliseconds no run of so short a time gets through 4,000 objects. */
const SLOW = 60;
const SHORT = 1500;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('a run that was killed in the midst goes on where it was, and loses and counts nothing twice', async () => {
  await world.begin({ regions: [REGION, 'eu-west-1'] });
  world.passTo(40);
  // The first chains are saved before the log files of the last one come to a halt.
  world.s3Fault = ({ operation, key }) =>
    operation === 'GetObject' && key.includes(`/${MEMBER}/CloudTrail/${REGION}/2026/01/11/`) ? 'stall' : undefined;
  const running = world.invoke('handler', { mode: 'hourly' });
  await until(async () => (await world.table.items()).length >= 4);
  await world.lambda.kill();
  const killed = await running;
  const saved = (await world.table.items()).filter(({ sk }) => sk.S?.startsWith('chain#')).length;
  world.s3Fault = undefined;
  const next = await world.runAt(41);
  const whole = 4 * (1 + 40 + 2 * 40);
  const missing = (4 - saved) * (1 + 39 + 2 * 39) + saved * 3;
  expect([
    killed.error?.name,
    saved,
    brief(next),
    next.metrics.VerifiedObjects <= whole && next.metrics.VerifiedObjects,
  ]).toEqual(['Killed', 3, { verdict: 'VALID', codes: [] }, missing]);
});

test('a run whose time is up saves what it has, and the next goes on there', async () => {
  await world.begin({ logsPerHour: 50 });
  world.passTo(40);
  world.slowness = SLOW;
  const first = await world.run('hourly', SHORT);
  world.slowness = 0;
  const second = await world.run();
  const counts = [first, second].map(({ metrics }) => metrics.VerifiedObjects);
  expect([first, second].map(({ outcome }) => (outcome?.unfinished?.length ?? 0) > 0)).toEqual([true, false]);
  expect(sum(counts)).toBe(2 * (39 + 38 * 50));
});

test('a sweep whose time is up is resumed by the hourly runs, each object read once more and no more', async () => {
  await world.begin({ logsPerHour: 50 });
  const whole = (await world.runAt(40)).metrics.VerifiedObjects;
  const [logFile = ''] = world.corpus.chain(MEMBER).logFilesOf(world.corpus.chain(MEMBER).normalKeys[36] ?? '');
  world.logs.delete(logFile);
  world.slowness = SLOW;
  const sweep = await world.run('sweep', SHORT);
  world.slowness = 0;
  const [hourly, next] = [await world.run(), await world.run()];
  expect([sweep, hourly].map(hasSweepRemaining)).toEqual([true, false]);
  // Only a whole sweep puts off the day on which the next one is overdue.
  expect([sweep, hourly].map(({ report }) => report?.sweptAt !== undefined)).toEqual([false, true]);
  expect(sum([sweep, hourly].flatMap(({ report }) => tallies(report)))).toBe(whole);
  const invalid = { verdict: 'INVALID', codes: ['log-file-missing'] };
  expect([hourly, next].map(brief)).toEqual([invalid, invalid]);
});

/** Whether a sweep is to be resumed. */
function hasSweepRemaining({ checkpoints }: Seen): boolean {
  return checkpoints?.some(({ checkpoint }) => checkpoint.sweptTo !== undefined) === true;
}

function tallies(report: Report | undefined): number[] {
  const { digests, logFiles } = report?.counts ?? {};
  return [digests, logFiles].flatMap((tally) => (tally ? [tally.valid, tally.invalid, tally.unverified] : []));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
