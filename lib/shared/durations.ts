// Durations that a caller gave, checked before the CDK converts them.
import { Duration } from 'aws-cdk-lib';
import type { Problems } from './problems';

/** What a duration may be. */
export interface DurationRule {
  /** It must be a whole number of these. */
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly least: number;
  readonly most?: number;
  /** It must be known at synthesis: something else is calculated from it. */
  readonly isKnown?: true;
  /** What to do where it is something else, in words. */
  readonly todo: string;
}

/** Retention and locks: Object Lock takes at most a hundred years. */
export const WHOLE_DAYS: DurationRule = {
  unit: 'days',
  least: 1,
  most: 36_500,
  todo: 'use Duration.days',
};

const MILLISECONDS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/**
 * The duration where it is as the rule says, or known at deployment only in the unit of the rule. Otherwise notes a problem
 * and answers with a duration that can stand in for the rest of the synthesis.
 */
export function checkedDuration(problems: Problems, what: string, given: Duration, rule: DurationRule): Duration {
  const { unit, least, most = Infinity, todo } = rule;
  const allowed = `whole ${unit}, ${most === Infinity ? `at least ${least}` : `from ${least} to ${most}`}`;
  if (typeof given?.isUnresolved !== 'function') {
    problems.add({ what, given, allowed, todo });
  } else if (given.isUnresolved()) {
    if (given.unitLabel() === unit && !rule.isKnown) return given;
    problems.add({ what, given: `${given.unitLabel()} that are known at deployment only`, allowed, todo });
  } else {
    const count = given.toMilliseconds({ integral: false }) / MILLISECONDS[unit];
    if (Number.isInteger(count) && count >= least && count <= most) return given;
    problems.add({ what, given: given.toHumanString(), allowed, todo });
  }
  return Duration[unit](least);
}

/** How many days; undefined where that is known at deployment only. */
export function knownDays(duration: Duration): number | undefined {
  return duration.isUnresolved() ? undefined : duration.toDays();
}
