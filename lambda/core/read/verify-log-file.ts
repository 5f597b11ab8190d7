import type { LogFileEntry } from '../format/digest-content';
import type { Draft } from '../model/new-finding';
import { hashStream, hashWhole } from '../format/gzip';
import type { Run } from './session';
import { isReadFailure, type ReadFailure, type StoredObject } from '../model/store';

const MAX_LOG_FILE = 1024 * 1024 * 1024;

export interface LogFileVerdict {
  readonly entry: LogFileEntry;
  readonly finding?: Draft;
  readonly isExpired?: boolean;
  /** The run was stopped before its turn came. */
  readonly isStopped?: boolean;
  readonly lastModified?: number;
}

interface Measured {
  readonly sha256: string;
  readonly lastModified?: number;
}

/** Reads a log file that a verified digest lists and compares its content's hash. */
export async function checkLogFile(run: Run, entry: LogFileEntry, digestEnd: number): Promise<LogFileVerdict> {
  const bucket = run.readableBucket(entry.bucket);
  if (bucket === undefined) return { entry, finding: unverified('bucket-not-allowed', { named: entry.bucket }) };
  const measured: Measured | ReadFailure = await run.useObject(bucket, entry.key, measure, { isPatient: true });
  if (isReadFailure(measured)) return refused(entry, measured, digestEnd < run.retentionStart);
  return { entry, finding: judge(measured.sha256, entry.sha256), lastModified: measured.lastModified };
}

async function measure({ body, lastModified }: StoredObject): Promise<Measured> {
  const hashing = body instanceof Uint8Array ? hashWhole(body, MAX_LOG_FILE) : hashStream(body, MAX_LOG_FILE);
  return { sha256: await hashing, lastModified };
}

function judge(measured: string, signed: string | undefined): Draft | undefined {
  switch (measured) {
    case 'malformed':
      return { code: 'log-file-malformed', severity: 'INVALID' };
    case 'trailing-data':
      return { code: 'log-file-trailing-data', severity: 'INVALID' };
    case 'too-large':
      return unverified('log-file-too-large');
    case signed:
      return undefined;
    default:
      return signed === undefined
        ? unverified('log-file-unverified', { cause: 'no usable hash' })
        : { code: 'log-file-modified', severity: 'INVALID', detail: { signed, measured } };
  }
}

function refused(entry: LogFileEntry, { failure: cause }: ReadFailure, isExpired: boolean): LogFileVerdict {
  if (cause === 'stopped') return { entry, isStopped: true };
  if (cause !== 'absent') return { entry, finding: unverified('log-file-unreadable', { cause }) };
  return isExpired ? { entry, isExpired } : { entry, finding: { code: 'log-file-missing', severity: 'INVALID' } };
}

function unverified(code: Draft['code'], detail?: Draft['detail']): Draft {
  return { code, severity: 'INCOMPLETE', detail };
}
