import type { LogFileEntry } from '../format/digest-content';
import { hashStream, hashWhole } from '../format/gzip';
import type { NewFinding } from '../model/finding';
import { isReadFailure, type ReadFailure, type StoredObject } from '../model/store';
import type { Session } from './session';

const MAX_LOG_FILE = 1024 * 1024 * 1024;

export interface LogFileVerdict {
  readonly entry: LogFileEntry;
  /** Undefined for a valid log file. */
  readonly finding?: NewFinding;
  readonly isExpired?: boolean;
  /** The run was stopped before the log file was read. */
  readonly isStopped?: boolean;
  readonly lastModified?: number;
}

interface Measured {
  readonly sha256: string;
  readonly lastModified?: number;
}

/** Reads a log file that a verified digest lists and compares the hash of its content. */
export async function verifyLogFile(session: Session, entry: LogFileEntry, digestEnd: number): Promise<LogFileVerdict> {
  const bucket = session.readableBucket(entry.bucket);
  if (bucket === undefined) return { entry, finding: unverified('bucket-not-allowed', { named: entry.bucket }) };
  const measured: Measured | ReadFailure = await session.useObject(bucket, entry.key, measure, { isLowPriority: true });
  if (isReadFailure(measured)) return notRead(entry, measured, digestEnd < session.retentionStart);
  return { entry, finding: compare(measured.sha256, entry.sha256), lastModified: measured.lastModified };
}

async function measure({ body, lastModified }: StoredObject): Promise<Measured> {
  const hashing = body instanceof Uint8Array ? hashWhole(body, MAX_LOG_FILE) : hashStream(body, MAX_LOG_FILE);
  return { sha256: await hashing, lastModified };
}

function compare(measured: string, signed: string | undefined): NewFinding | undefined {
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

function notRead(entry: LogFileEntry, { failure: cause }: ReadFailure, isExpired: boolean): LogFileVerdict {
  if (cause === 'stopped') return { entry, isStopped: true };
  if (cause !== 'absent') return { entry, finding: unverified('log-file-unreadable', { cause }) };
  return isExpired ? { entry, isExpired } : { entry, finding: { code: 'log-file-missing', severity: 'INVALID' } };
}

function unverified(code: NewFinding['code'], detail?: NewFinding['detail']): NewFinding {
  return { code, severity: 'INCOMPLETE', detail };
}
