import { causeOf } from '../model/cause';
import type { Finding } from '../model/finding';
import { isReadFailure, type ReadFailure } from '../model/store';

/** Without versions no seal holds: S3 then changes the bytes of an object. Everything is read, and that is a finding. Pure. */
export function judgeVersioning(versioning: { readonly isEnabled: boolean } | ReadFailure, bucket: string): Finding[] {
  const about = { code: 'bucket-not-versioned', severity: 'INCOMPLETE', bucket } as const;
  if (isReadFailure(versioning)) return [{ ...about, detail: causeOf(versioning) }];
  return versioning.isEnabled ? [] : [about];
}
