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

/** Each unit, and the smaller one in which a duration that is wrong is shown. */
const UNITS = {
  minutes: { milliseconds: 60_000, shownIn: 'seconds', shownMilliseconds: 1000 },
  hours: { milliseconds: 3_600_000, shownIn: 'minutes', shownMilliseconds: 60_000 },
  days: { milliseconds: 86_400_000, shownIn: 'hours', shownMilliseconds: 3_600_000 },
};

/**
 * The duration where it is as the rule says, or known at deployment only in the unit of the rule. Otherwise notes a problem
 * and answers with a duration that can stand in for the rest of the synthesis.
 */
export function checkedDuration(problems: Problems, what: string, given: Duration, rule: DurationRule): Duration {
  const { unit, least, most = Infinity, todo } = rule;
  const range = most === Infinity ? `at least ${least}` : `from ${least} to ${most}`;
  const allowed = `whole ${unit}, ${range}${rule.isKnown ? ', known at synthesis' : ''}`;
  if (typeof given?.isUnresolved !== 'function') {
    problems.add({ what, given, allowed, todo });
  } else if (given.isUnresolved()) {
    if (given.unitLabel() === unit && !rule.isKnown) return given;
    problems.add({ what, given: `${given.unitLabel()} that are known at deployment only`, allowed, todo });
  } else {
    const milliseconds = given.toMilliseconds({ integral: false });
    const count = milliseconds / UNITS[unit].milliseconds;
    if (Number.isInteger(count) && count >= least && count <= most) return given;
    const shown = `${milliseconds / UNITS[unit].shownMilliseconds} ${UNITS[unit].shownIn}`;
    problems.add({ what, given: shown, allowed, todo });
  }
  return Duration[unit](least);
}

/** How many days; undefined where that is known at deployment only. */
export function knownDays(duration: Duration): number | undefined {
  return duration.isUnresolved() ? undefined : duration.toDays();
}
