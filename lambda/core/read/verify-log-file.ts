import type { LogFileEntry } from '../format/digest-content';
import { hashStream, hashWhole } from '../format/gzip';
import { causeOf } from '../model/cause';
import { incomplete, invalid, writtenAt, type NewFinding } from '../model/finding';
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
  const bucket = session.readableBucket(entry, digestEnd);
  if (bucket === undefined) return { entry, finding: incomplete('bucket-not-allowed', { named: entry.bucket }) };
  const measured: Measured | ReadFailure = await session.useObject(bucket, entry.key, measure, { isLowPriority: true });
  if (isReadFailure(measured)) return notRead(entry, measured, digestEnd < session.retentionStart);
  const { lastModified } = measured;
  const finding = compare(measured.sha256, entry.sha256);
  return { entry, finding: finding && writtenAt(finding, lastModified), lastModified };
}

async function measure({ body, lastModified }: StoredObject): Promise<Measured> {
  const hashing = body instanceof Uint8Array ? hashWhole(body, MAX_LOG_FILE) : hashStream(body, MAX_LOG_FILE);
  return { sha256: await hashing, lastModified };
}

function compare(measured: string, signed: string | undefined): NewFinding | undefined {
  switch (measured) {
    case 'malformed':
      return invalid('log-file-malformed');
    case 'trailing-data':
      return invalid('log-file-trailing-data');
    case 'too-large':
      return incomplete('log-file-too-large');
    case signed:
      return undefined;
    default:
      return signed === undefined
        ? incomplete('log-file-unverified', { cause: 'no usable hash' })
        : invalid('log-file-modified', { signed, measured });
  }
}

function notRead(entry: LogFileEntry, failure: ReadFailure, isExpired: boolean): LogFileVerdict {
  if (failure.failure === 'stopped') return { entry, isStopped: true };
  if (failure.failure !== 'absent') return { entry, finding: incomplete('log-file-unreadable', causeOf(failure)) };
  return isExpired ? { entry, isExpired } : { entry, finding: invalid('log-file-missing') };
}
