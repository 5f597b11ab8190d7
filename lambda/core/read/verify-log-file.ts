import type { Allowance } from '../flow/allowance';
import type { LogFileEntry } from '../format/digest-content';
import { hashStream, hashWhole, type InflateLimit } from '../format/gzip';
import { causeOf } from '../model/cause';
import { incomplete, invalid, writtenAt, type NewFinding } from '../model/finding';
import { factsOf, isReadFailure, type ReadFailure, type StoredFacts, type StoredObject } from '../model/store';
import type { Session } from './session';

const MIB = 1024 * 1024;
/**
 * CloudTrail's own limit is 50 MB, compressed. Ten times as much, or a hundred and sixty times as much uncompressed, is no
 * log file of CloudTrail: it need not be read to its end to know that it is not what was signed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
const MOST_STORED = 512 * MIB;
const MOST_CONTENT = 8192 * MIB;
/** Events are compressed to less than a tenth seldom. What is far smaller than its content is likely to be a bomb. */
const ANY_CONTENT = 64 * MIB;
const USUAL_COMPRESSION = 32;

export interface LogFileVerdict {
  readonly entry: LogFileEntry;
  /** Undefined for a valid log file. */
  readonly finding?: NewFinding;
  readonly isExpired?: boolean;
  /** The run was stopped before the log file was read. */
  readonly isStopped?: boolean;
  readonly lastModified?: number;
  /** Of the response that was judged; only where objects are reported. */
  readonly stored?: StoredFacts;
}

interface Measured {
  readonly sha256: string;
  readonly lastModified?: number;
  readonly stored?: StoredFacts;
}

/** Reads a log file that a verified digest lists and compares the hash of its content. */
export async function verifyLogFile(session: Session, entry: LogFileEntry, digestEnd: number): Promise<LogFileVerdict> {
  const bucket = session.readableBucket(entry, digestEnd);
  if (bucket === undefined) return { entry, finding: incomplete('bucket-not-allowed', { named: entry.bucket }) };
  const measured: Measured | ReadFailure = await session.useObject(
    bucket,
    entry.key,
    (object) => measure(object, session),
    { isLowPriority: true },
  );
  if (isReadFailure(measured)) return notRead(entry, measured, digestEnd < session.retentionStart);
  const { lastModified, stored } = measured;
  const finding = compare(measured.sha256, entry.sha256);
  return { entry, finding: finding && writtenAt(finding, lastModified), lastModified, stored };
}

async function measure(object: StoredObject, { bombs, reportsObjects }: Session): Promise<Measured> {
  const { body, lastModified } = object;
  const limit = new LogFileLimit(bombs);
  try {
    const hashing = body instanceof Uint8Array ? hashWhole(body, limit) : hashStream(body, limit);
    const sha256 = await hashing;
    return reportsObjects ? { sha256, lastModified, stored: factsOf(object) } : { sha256, lastModified };
  } finally {
    limit.release();
  }
}

/** Some bombs are inflated to their end: each of them is modified, and that has to be seen. Others are left unread. */
class LogFileLimit implements InflateLimit {
  public readonly content = MOST_CONTENT;
  public readonly stored = MOST_STORED;
  /** What is left of what was taken for this file; undefined until it looks like a bomb. */
  private rest: number | undefined;

  public constructor(private readonly bombs: Allowance) {}

  public allows(bytes: number, content: number, stored: number): boolean {
    if (content <= Math.max(ANY_CONTENT, stored * USUAL_COMPRESSION)) return true;
    // All of it at once: of bombs that share what is left, none would come to its end.
    if (this.rest === undefined && !this.bombs.take(MOST_CONTENT)) return false;
    this.rest = (this.rest ?? MOST_CONTENT) - bytes;
    return true;
  }

  public release(): void {
    this.bombs.giveBack(Math.max(0, this.rest ?? 0));
  }
}

function compare(measured: string, signed: string | undefined): NewFinding | undefined {
  switch (measured) {
    case 'malformed':
      return invalid('log-file-malformed');
    case 'trailing-data':
      return invalid('log-file-trailing-data');
    case 'unread':
      return incomplete('log-file-too-large');
    case signed:
      return undefined;
    case 'too-large':
      return signed === undefined
        ? incomplete('log-file-unverified', { cause: 'no usable hash' })
        : invalid('log-file-modified', { signed, isTooLarge: true });
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
