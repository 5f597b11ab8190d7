import { DAY } from '../format/time';
import { causeOf } from '../model/cause';
import type { Finding, NewFinding } from '../model/finding';
import { isReadFailure, type ObjectRetention, type ReadFailure } from '../model/store';

/** For how long a bucket locks what is put into it; nothing where it does not. */
export interface DefaultLock {
  readonly mode?: string;
  readonly days?: number;
}

/** How the constructs have set it. */
export type ExpectedLock = Required<DefaultLock>;

/** S3 counts from the second in which it stores an object, and a rule may have been set in the course of a day. */
const SLACK = DAY;

/** Whether a bucket still locks new objects as it was deployed. Pure. */
export function judgeDefaultLock(lock: DefaultLock | ReadFailure, expected: ExpectedLock, bucket: string): Finding[] {
  const about = { code: 'object-lock-weakened', severity: 'INCOMPLETE', bucket } as const;
  if (isReadFailure(lock)) return [{ ...about, detail: causeOf(lock) }];
  const { mode = 'none', days = 0 } = lock;
  const isAsStrict = mode === 'COMPLIANCE' || mode === expected.mode;
  if (isAsStrict && days >= expected.days) return [];
  return [{ ...about, detail: { mode, days, expectedMode: expected.mode, expectedDays: expected.days } }];
}

/**
 * Whether a stored version is locked for as long as objects are by the configuration. It may have been stored before the lock was
 * lengthened, so a shorter one shows no tampering. Pure.
 */
export function judgeRetention(
  retention: ObjectRetention | ReadFailure,
  { bucket, key, lastModified }: { readonly bucket: string; readonly key: string; readonly lastModified: number },
  lockDays: number,
): NewFinding | undefined {
  // What can't be read is found by the reading of its day; a version that is gone, by the comparison.
  if (isReadFailure(retention) && retention.failure === 'absent') return undefined;
  const about = { code: 'object-lock-shortened', severity: 'INCOMPLETE', bucket, key } as const;
  if (isReadFailure(retention)) return { ...about, detail: causeOf(retention) };
  const { until } = retention;
  if (until !== undefined && until >= lastModified + lockDays * DAY - SLACK) return undefined;
  return { ...about, detail: { lockDays, ...(until !== undefined && { until }) } };
}
