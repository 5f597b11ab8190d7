import { accountsPrefix } from '../format/object-keys';
import { causeOf } from '../model/cause';
import type { Finding } from '../model/finding';
import { isReadFailure, type ReadFailure } from '../model/store';
import type { Trail } from '../model/trail';

/** A rule by which a bucket deletes its objects, as far as it matters here. */
export interface LifecycleRule {
  readonly isEnabled: boolean;
  /** Only objects whose keys begin so. Other filters can only narrow a rule: they are ignored. */
  readonly prefix: string;
  /** After how many days objects are deleted. */
  readonly days?: number;
  /** All of them are deleted at one date, whatever their age. */
  readonly hasDate?: boolean;
}

/**
 * Whether the bucket deletes log files before the end of retention. Log files that are deleted so early are reported as
 * tampering later; this finding is a warning before that. Pure.
 */
export function judgeLifecycle(
  rules: readonly LifecycleRule[] | ReadFailure,
  trail: Trail,
  retentionDays: number,
): Finding[] {
  const about = { severity: 'INCOMPLETE', bucket: trail.bucket } as const;
  if (isReadFailure(rules)) return [{ code: 'lifecycle-unreadable', ...about, detail: causeOf(rules) }];
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
