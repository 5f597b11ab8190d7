import type { Finding } from '../model/finding';
import { accountsPrefix } from '../format/object-keys';
import type { Trail } from '../model/request';
import { isReadFailure, type ReadFailure } from '../model/store';

/** A rule by which a bucket deletes its objects, as far as it matters here. */
export interface LifecycleRule {
  readonly isEnabled: boolean;
  /** Only objects whose keys begin so. Other filters only make a rule apply to fewer objects: they are passed over. */
  readonly prefix: string;
  /** After how many days objects are deleted. */
  readonly days?: number;
  /** When all of them are deleted, whatever their age. */
  readonly hasDate?: boolean;
}

/**
 * Whether the bucket deletes log files before the time that they must be there for. What is deleted so early is called
 * tampering later; this says so before. Pure.
 */
export function judgeLifecycle(
  rules: readonly LifecycleRule[] | ReadFailure,
  trail: Trail,
  retentionDays: number,
): Finding[] {
  const about = { severity: 'INCOMPLETE', bucket: trail.bucket } as const;
  if (isReadFailure(rules)) return [{ code: 'lifecycle-unreadable', ...about, detail: { cause: rules.failure } }];
  const paths = accountsPrefix(trail);
  const isAbout = ({ prefix }: LifecycleRule) => prefix.startsWith(paths) || paths.startsWith(prefix);
  const early = rules.filter((rule) => rule.isEnabled && isAbout(rule)).filter(isEarlier(retentionDays));
  if (early.length === 0) return [];
  const days = Math.min(...early.map((rule) => (rule.hasDate === true ? 0 : (rule.days ?? 0))));
  return [{ code: 'lifecycle-too-short', ...about, detail: { days, retentionDays } }];
}

function isEarlier(retentionDays: number) {
  return ({ days, hasDate }: LifecycleRule) => hasDate === true || (days !== undefined && days < retentionDays);
}
