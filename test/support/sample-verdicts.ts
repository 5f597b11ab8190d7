// Lines as the validator writes them about files and hours, for tests of what reads them.
import type { RecordRow } from './athena';

export const BUCKET = 'trail-logs-222222222222-us-east-1';
export const FOLDER = 'AWSLogs/o-exampleorgid/111111111111/CloudTrail/us-east-1/2026/02/01/';

export type VerdictLine = Readonly<Record<string, string | number | null | undefined>>;

/** The line about a file that is what CloudTrail delivered, with what is different about it. */
export function verdictLine(key: string, different: VerdictLine = {}): VerdictLine {
  return {
    ...{ bucket: BUCKET, key, accountId: '111111111111', region: 'us-east-1', kind: 'log-file', versionId: 'v1' },
    ...{ size: 1000, lastModified: '2026-02-01T00:05:00.000Z', storageClass: 'STANDARD', verdict: 'VALID' },
    ...{ runId: 'run-1', verifiedAt: '2026-02-01T02:00:00.000Z', ...different },
  };
}

export type CoverageLine = Readonly<Record<string, string | number>>;

/** The line about an hour whose files are what CloudTrail delivered. */
export function coverageLine(hour: string, different: CoverageLine = {}): CoverageLine {
  return {
    ...{ accountId: '111111111111', region: 'us-east-1', hour: `${hour}:00:00.000Z`, state: 'verified' },
    ...{ digests: 1, logFiles: 12, runId: 'run-1', ...different },
  };
}

/** The lines as they stand in the object of a run, whose name begins with its time. */
export function inRun(lines: readonly CoverageLine[], time = '2026-02-01T02:00:00.000Z', runId = 'run-1'): RecordRow[] {
  return lines.map((line) => ({
    line: { ...line, runId },
    day: String(line.hour).slice(0, 10).replaceAll('-', '/'),
    path: `s3://evidence/organization-trail/coverage/${String(line.hour).slice(0, 10).replaceAll('-', '/')}/${time}-${runId}.ndjson.gz`,
  }));
}
