import { causeOf } from '../model/cause';
import type { Finding } from '../model/finding';
import { isReadFailure, type ReadFailure } from '../model/store';

/** The state of a key by which KMS decrypts. */
const USABLE = 'Enabled';

/** Whether the key that encrypts the log files can be used: without it nobody can read them. Pure. */
export function judgeLogKey(key: { readonly state: string } | ReadFailure): Finding[] {
  const about = { code: 'log-key-unusable', severity: 'INCOMPLETE' } as const;
  if (isReadFailure(key)) return [{ ...about, detail: causeOf(key) }];
  return key.state === USABLE ? [] : [{ ...about, detail: { state: key.state } }];
}
