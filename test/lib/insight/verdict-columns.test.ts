// The columns of the tables are the fields of what the validator writes: no more, and none is left out.
import { VERDICT_COLUMNS } from '../../../lib/insight/athena/verdict-tables';
import { EVIDENCE } from '../../../lib/shared/contract';
import { runRecordLine, type RunRecord } from '../../../lambda/records/run-record';
import { settingRecordLine, type SettingRecord } from '../../../lambda/records/setting-record';
import { hourCoverageLine, type HourCoverageRecord } from '../../../lambda/records/hour-coverage';
import { objectVerdictLine, type ObjectVerdictRecord } from '../../../lambda/records/object-verdict';
import { coverageLine, verdictLine } from '../../support/sample-verdicts';

/** With each field that there is: it does not compile where one is left out, and is not written where one is too many. */
const VERDICT: Required<ObjectVerdictRecord> = {
  ...{ accountId: '111111111111', region: 'us-east-1', bucket: 'logs', key: 'a.json.gz', kind: 'log-file' },
  ...{ versionId: 'v1', size: 1000, lastModified: '2026-02-01T00:05:00.000Z', storageClass: 'STANDARD' },
  ...{ verdict: 'INVALID', code: 'log-file-modified', runId: 'run-1', verifiedAt: '2026-02-01T02:00:00.000Z' },
  digestEnd: '2026-02-01T01:00:00.000Z',
};
const HOUR: Required<HourCoverageRecord> = {
  ...{ accountId: '111111111111', region: 'us-east-1', hour: '2026-02-01T00:00:00.000Z', state: 'verified' },
  ...{ digests: 1, logFiles: 12, runId: 'run-1' },
};
const RUN: Required<RunRecord> = {
  ...{ mode: 'hourly', state: 'done', time: '2026-02-01T00:00:00.000Z', count: 1, ended: '2026-02-01T00:01:00.000Z' },
  ...{ route: 'lambda', verdict: 'VALID', unfinished: 0, runId: 'run-1' },
};
const SETTING: Required<SettingRecord> = {
  ...{ setting: 'retentionDays', value: '365', change: 'changed', runId: 'run-1' },
  ...{ previousKey: 'trail/settings/a.ndjson.gz', previousSha256: '00' },
};
const WRITTEN = {
  verdicts: objectVerdictLine.stringify(VERDICT, 'a line'),
  coverage: hourCoverageLine.stringify(HOUR, 'a line'),
  runs: runRecordLine.stringify(RUN, 'a line'),
  settings: settingRecordLine.stringify(SETTING, 'a line'),
};

test.each(['verdicts', 'coverage', 'runs', 'settings'] as const)('%s', (name) => {
  // The version says how a line is read, and nothing of a file.
  const { version, ...fields } = JSON.parse(WRITTEN[name]) as Record<string, unknown>;
  expect(version).toBe(1);
  const columns = VERDICT_COLUMNS[name];
  expect(columns.map((column) => column.name).sort()).toEqual(Object.keys(fields).sort());
  for (const column of columns)
    expect([column.name, typeof fields[column.name]]).toEqual([
      column.name,
      column.type === 'bigint' ? 'number' : 'string',
    ]);
  expect(EVIDENCE[name]).toBe(name);
});

test('the sample lines of the other tests are lines that the validator could have written', () => {
  expect(() => objectVerdictLine.stringify(verdictLine('a') as unknown as ObjectVerdictRecord, 'a line')).not.toThrow();
  expect(() =>
    hourCoverageLine.stringify(coverageLine('2026-02-01T00') as unknown as HourCoverageRecord, 'a line'),
  ).not.toThrow();
});
