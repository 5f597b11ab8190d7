// What the bundled functions leave as evidence of runs.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { HOUR } from '../../support/corpus';
import { runsOf } from '../../support/run-time/evidence-lines';
import type { Seen } from '../../support/run-time/seen';
import { ACCOUNTS, World } from '../../support/run-time/world';

let world: World;
beforeAll(async () => {
  world = await World.open({ [ENVIRONMENT.sweepIntervalHours]: '24' });
});
afterAll(() => world.close());

/** The lines of a run, with times in hours from its own beginning. */
function said({ report }: Seen, { evidence } = world): string[] {
  const records = runsOf(evidence, report);
  const own = Date.parse(records.find(({ ended }) => ended !== undefined)?.time ?? '');
  return records.map(
    ({ mode, state, time, count }) => `${mode} ${state} ${Math.round((Date.parse(time) - own) / HOUR)} ${count}`,
  );
}

test('a run says that it is done, when the next one is due, and which were missed since the last one', async () => {
  await world.begin();
  const first = await world.runAt(20);
  expect(said(first)).toEqual(['hourly done 0 1', 'hourly expected 1 1']);
  const [own] = runsOf(world.evidence, first.report);
  expect(own).toMatchObject({ route: 'lambda', verdict: 'VALID', unfinished: 0, runId: first.report?.runId });
  expect(Date.parse(own.time)).toBe(first.report?.time);
  expect(said(await world.runAt(21))).toEqual(['hourly done 0 1', 'hourly expected 1 1']);
  expect(said(await world.runAt(24))).toEqual([
    ...['hourly missed -2 1', 'hourly missed -1 1'],
    ...['hourly done 0 1', 'hourly expected 1 1'],
  ]);
});

test('a run that has failed is missed, by the word of the next one', async () => {
  await world.begin();
  await world.runAt(20);
  world.s3Fault = ({ key }) => (key.startsWith('organization-trail/reports/') ? 'accessDenied' : undefined);
  expect((await world.runAt(21)).report).toBeUndefined();
  world.s3Fault = undefined;
  expect(said(await world.runAt(22))).toContain('hourly missed -1 1');
});

test('sweeps have lines of their own, and one that was due long ago is named by an hourly run', async () => {
  await world.begin();
  await world.runAt(10);
  expect(said(await world.runAt(11, 'sweep'))).toEqual(['sweep done 0 1', 'sweep expected 24 1']);
  for (const hour of [12, 13]) await world.runAt(hour);
  const later = said(await world.runAt(11 + 49)).filter((line) => line.startsWith('sweep'));
  expect(later).toEqual(['sweep missed -25 1']);
  expect(said(await world.runAt(11 + 50)).filter((line) => line.startsWith('sweep'))).toEqual([]);
});

test('a run over the state machine says so in its merge, and that it is cut short where a shard has failed', async () => {
  const big = await World.open({ [ENVIRONMENT.objectsPerRun]: '150' });
  await big.begin();
  await big.runAt(40);
  const seen = await big.runMap(big.verifies(ACCOUNTS[0], 10));
  const [own] = runsOf(big.evidence, seen.report);
  expect(own).toMatchObject({ mode: 'hourly', state: 'cut-short', route: 'map', verdict: 'INCOMPLETE', unfinished: 1 });
  expect(said(await big.goOnAt(41), big)).toEqual(['hourly done 0 1', 'hourly expected 1 1']);
  await big.close();
});
