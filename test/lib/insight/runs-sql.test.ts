// The query that lists the runs of the validator that are not as they should be.
import { athenaQueries } from '../../../lib/insight/athena/queries';
import { connectionWith, NOW, rowsOf, type RecordRow } from '../../support/athena';
import { organizationTrail } from '../../support/stacks';

const sqlOf = (wanted: string) =>
  athenaQueries({ trail: organizationTrail(), hasVerdicts: true }).find(({ name }) => name === wanted)!.sql;

const said = (time: string, state: string, different: RecordRow['line'] = {}): RecordRow => ({
  line: { mode: 'hourly', state, time, count: 1, runId: `run-${time.slice(11, 13)}`, ...different },
  day: time.slice(0, 10).replaceAll('-', '/'),
});
const at = (hour: string) => `2026-02-01T${hour}:10:00.000Z`;

async function notDone(runs: readonly RecordRow[]): Promise<string[]> {
  const rows = await rowsOf(await connectionWith({ runs }), sqlOf('RunsNotDone'));
  return rows.map(({ mode, state, time, count, runid }) => [mode, state, time, count, runid].join(' | '));
}

test('none where each run is done, and the next one is not due yet', async () => {
  const runs = ['03', '04', '05'].flatMap((hour) => [
    said(at(hour), 'done'),
    said(at(`0${Number(hour) + 1}`), 'expected'),
  ]);
  expect(NOW.slice(11, 13)).toBe('05');
  expect(await notDone(runs)).toEqual([]);
});

test('runs that were missed, and one that was cut short, the newest first', async () => {
  const missed = said(at('02'), 'missed', { runId: 'run-04', count: 3 });
  const runs = [missed, said(at('04'), 'cut-short', { unfinished: 2 }), said(at('05'), 'expected')];
  expect(await notDone(runs)).toEqual([
    `hourly | cut-short | ${at('04')} | 1 | run-04`,
    `hourly | missed | ${at('02')} | 3 | run-04`,
  ]);
});

test('one that is due and of which nothing is known yet, by the last word of its own mode', async () => {
  const runs = [
    ...[said(at('03'), 'done'), said(at('04'), 'expected', { runId: 'run-03' })],
    ...[said('2026-01-31T03:10:00.000Z', 'expected', { mode: 'sweep', runId: 'sweep-1' })],
    ...[said('2026-02-01T05:50:00.000Z', 'expected', { mode: 'sweep', runId: 'sweep-2' })],
  ];
  expect(await notDone(runs)).toEqual([`hourly | expected | ${at('04')} | 1 | run-03`]);
});

test('settings that are not what they were, the newest first, by the time of the run', async () => {
  const row = (hour: string, change: string, value?: string): RecordRow => ({
    line: { setting: 'retentionDays', value, change, runId: `run-${hour}` },
    path: `s3://evidence/organization-trail/settings/2026/02/01/${at(hour)}-run-${hour}.ndjson.gz`,
  });
  const settings = [
    row('01', 'added', '365'),
    row('02', 'unchanged', '365'),
    row('03', 'changed', '30'),
    row('04', 'unread'),
    row('05', 'removed'),
  ];
  const rows = await rowsOf(await connectionWith({ settings }), sqlOf('SettingsChanged'));
  expect(rows.map(({ time, change, value, runid }) => [time, change, value, runid])).toEqual([
    [at('05'), 'removed', null, 'run-05'],
    [at('03'), 'changed', '30', 'run-03'],
    [at('01'), 'added', '365', 'run-01'],
  ]);
});
