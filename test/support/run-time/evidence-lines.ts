import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ListLink } from '../../../lambda/records/report';
import { hourCoverageLine, type HourCoverageRecord } from '../../../lambda/records/hour-coverage';
import { runRecordLine, type RunRecord } from '../../../lambda/records/run-record';
import { settingRecordLine, type SettingRecord } from '../../../lambda/records/setting-record';
import { objectVerdictLine, type ObjectVerdictRecord } from '../../../lambda/records/object-verdict';
import type { Report } from '../../../lambda/records/report';
import type { MemoryBucket } from '../stand-ins';

/** What a report says of objects: the lines of the lists that it names, each with the key of its list. */
export function verdictsOf(evidence: MemoryBucket, report: Report | undefined): ObjectVerdictRecord[] {
  return (report?.verdicts ?? []).flatMap((file) =>
    linesOf(evidence, file).map((line) => objectVerdictLine.parse(line, file.key)),
  );
}

export function coverageOf(evidence: MemoryBucket, report: Report | undefined): HourCoverageRecord[] {
  return (report?.coverage ?? []).flatMap((file) =>
    linesOf(evidence, file).map((line) => hourCoverageLine.parse(line, file.key)),
  );
}

/** What a run says of itself, and of runs that were due. */
export function runsOf(evidence: MemoryBucket, report: Report | undefined): RunRecord[] {
  return (report?.runs ?? []).flatMap((file) =>
    linesOf(evidence, file).map((line) => runRecordLine.parse(line, file.key)),
  );
}

/** By which settings a run has worked, by the newest list of them. */
export function settingsOf(evidence: MemoryBucket, report: Report | undefined): SettingRecord[] {
  const list = report?.settings?.list;
  if (list === undefined) return [];
  return linesOf(evidence, list).map((line) => settingRecordLine.parse(line, list.key));
}

/** The lines of a list, which must be there as the report names it. */
export function linesOf(evidence: MemoryBucket, { key, sha256, count }: ListLink): string[] {
  const body = evidence.object(key)?.body ?? Buffer.alloc(0);
  const lines = gunzipSync(body).toString('utf8').trimEnd().split('\n');
  const found = { key, sha256: createHash('sha256').update(body).digest('hex'), count: lines.length };
  expect(found).toEqual({ key, sha256, count });
  return lines;
}
