// What a run says of itself and of runs that were due.
import fc from '../../support/properties';
import { runLogOf, type RunFacts } from '../../../lambda/validate/evidence/run-log';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INTERVALS = { hourly: HOUR, sweep: 7 * DAY };
const NOW = Date.UTC(2026, 0, 20, 12);

const facts = (different: Partial<RunFacts> = {}): RunFacts => ({
  ...{ runId: 'run', mode: 'hourly', route: 'lambda', verdict: 'VALID', begun: NOW, ended: NOW + 60_000 },
  ...{ unfinished: 0, isResumed: false },
  ...different,
});
const shown = (different: Partial<RunFacts>, before: { hourly?: number; sweep?: number }) =>
  runLogOf(facts(different), before, INTERVALS).records.map(
    ({ mode, state, time, count }) => `${mode} ${state} ${time.slice(5, 16)} ${count}`,
  );

test('the first run of all says what it did, and when the next one is due', () => {
  const { records, lastRuns } = runLogOf(facts(), {}, INTERVALS);
  expect(records).toEqual([
    {
      ...{ mode: 'hourly', state: 'done', time: '2026-01-20T12:00:00.000Z', count: 1, route: 'lambda' },
      ...{ ended: '2026-01-20T12:01:00.000Z', verdict: 'VALID', unfinished: 0, runId: 'run' },
    },
    { mode: 'hourly', state: 'expected', time: '2026-01-20T13:00:00.000Z', count: 1, runId: 'run' },
  ]);
  expect(lastRuns).toEqual({ hourly: NOW, sweep: NOW });
});

test.each<[string, Partial<RunFacts>, { hourly?: number; sweep?: number }, string[]]>([
  ['a minute late', { begun: NOW + 60_000 }, { hourly: NOW - HOUR }, ['hourly done 01-20T12:01 1']],
  ['cut short', { unfinished: 3 }, { hourly: NOW - HOUR }, ['hourly cut-short 01-20T12:00 1']],
  [
    'after two that did not happen',
    {},
    { hourly: NOW - 3 * HOUR },
    ['hourly missed 01-20T10:00 1', 'hourly missed 01-20T11:00 1', 'hourly done 01-20T12:00 1'],
  ],
  [
    'after a sweep that did not happen',
    {},
    { hourly: NOW - HOUR, sweep: NOW - 9 * DAY },
    ['sweep missed 01-18T12:00 1', 'hourly done 01-20T12:00 1'],
  ],
  [
    'of a sweep that may be under way nothing is said',
    {},
    { hourly: NOW - HOUR, sweep: NOW - 7.9 * DAY },
    ['hourly done 01-20T12:00 1'],
  ],
  ['by a clock that went back', {}, { hourly: NOW + DAY, sweep: NOW + DAY }, ['hourly done 01-20T12:00 1']],
])('a run %s', (_, different, before, expected) => {
  const lines = shown(different, { sweep: NOW, ...before });
  expect(lines.filter((line) => !line.includes('expected'))).toEqual(expected);
  expect(lines.filter((line) => line.includes('expected'))).toHaveLength(1);
});

test('a sweep that was missed is said once', () => {
  const { lastRuns } = runLogOf(facts(), { hourly: NOW - HOUR, sweep: NOW - 9 * DAY }, INTERVALS);
  expect(lastRuns).toEqual({ hourly: NOW, sweep: NOW - 2 * DAY });
  const next = shown({ begun: NOW + HOUR }, lastRuns);
  expect(next.filter((line) => line.includes('missed'))).toEqual([]);
});

test('what goes on with a sweep was started by no schedule: nothing was missed before it, and nothing is due after it', () => {
  const before = { hourly: NOW - HOUR, sweep: NOW - 20 * DAY };
  const { records, lastRuns } = runLogOf(facts({ mode: 'sweep', isResumed: true }), before, INTERVALS);
  expect(records.map(({ mode, state }) => [mode, state])).toEqual([['sweep', 'done']]);
  expect(lastRuns).toEqual(before);
});

test('of a long time without runs the first line is about several, and the number of lines is bounded', () => {
  const missed = shown({}, { hourly: NOW - 5000 * HOUR, sweep: NOW }).filter((line) => line.includes('missed'));
  expect(missed).toHaveLength(1000);
  const counts = missed.map((line) => Number(line.split(' ')[3]));
  expect([counts[0], counts.reduce((sum, count) => sum + count, 0)]).toEqual([4000, 4999]);
});

test('each slot of a schedule is done or missed exactly once, whichever runs happen and however late they begin', () => {
  const slots = fc.array(fc.record({ happens: fc.boolean(), late: fc.integer({ min: 0, max: 25 }) }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(slots, (plan) => {
      let lastRuns = {};
      const said = plan.flatMap(({ happens, late }, index) => {
        if (!happens) return [];
        const log = runLogOf(facts({ begun: NOW + index * HOUR + late * 60_000 }), lastRuns, INTERVALS);
        lastRuns = log.lastRuns;
        return log.records.filter(({ mode, state }) => mode === 'hourly' && state !== 'expected');
      });
      const happened = plan.map(({ happens }) => happens);
      const [first, last] = [happened.indexOf(true), happened.lastIndexOf(true)];
      const own = plan.slice(first, last + 1);
      const count = (state: string) => said.filter((record) => record.state === state).length;
      expect(count('done')).toBe(own.filter(({ happens }) => happens).length);
      if (first >= 0) expect(count('missed')).toBe(own.filter(({ happens }) => !happens).length);
    }),
  );
});
