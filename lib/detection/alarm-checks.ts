import type { Construct } from 'constructs';
import { checkedDuration, type DurationRule } from '../shared/durations';
import { having, warn, type ItemRule, type Problems } from '../shared/problems';
import { noteForPeople } from '../shared/note';
import type { AlarmOverride, TrailAlarmsProps } from './alarm-options';
import { AlarmProfile, AlarmRoute, mayBeInDigest, mustBeDirect } from './alarm-routes';
import { CisControl } from './filters/cis-control';
import type { LogFilter } from './filters/log-filter';

/** What `filters` and `overrides` must hold. */
export const FILTER = having('filterName', 'a filter', 'take it from CisControl or ExtraFilter');
export const OVERRIDE: ItemRule = {
  is: (item) => FILTER.is((item as AlarmOverride | null | undefined)?.filter),
  allowed: 'an override with the filter that it is of',
  todo: 'take its filter from CisControl or ExtraFilter',
};

const PERIOD: DurationRule = {
  unit: 'minutes',
  least: 1,
  most: 1440,
  isKnown: true,
  todo: 'CloudWatch Logs counts by the minute, and CloudWatch evaluates an alarm over at most a day',
};

export function overrideOf(overrides: readonly AlarmOverride[], filter: LogFilter): AlarmOverride | undefined {
  return overrides.find((override) => override.filter.filterName === filter.filterName);
}

/** The same, with periods that alarms can be made of. */
export function withCheckedPeriods(problems: Problems, overrides: readonly AlarmOverride[]): AlarmOverride[] {
  return overrides.map((override, index) =>
    override.period === undefined
      ? override
      : { ...override, period: checkedDuration(problems, `overrides[${index}].period`, override.period, PERIOD) },
  );
}

export function checkOverrides(
  problems: Problems,
  overrides: readonly AlarmOverride[],
  filters: readonly LogFilter[],
): void {
  const names = filters.map(({ filterName }) => filterName);
  overrides.forEach(({ filter, threshold, enabled, reason }, index) => {
    const at = `overrides[${index}]`;
    const first = overrides.findIndex((other) => other.filter.filterName === filter.filterName);
    problems
      .unless(names.includes(filter.filterName), {
        what: `${at}.filter`,
        given: filter.filterName,
        allowed: 'one of the filters',
        todo: 'add it to filters, or leave the override out',
      })
      .unless(first === index, {
        what: `${at}.filter`,
        given: filter.filterName,
        allowed: 'one override for each filter',
        todo: `merge it with overrides[${first}]`,
      })
      .unless(threshold === undefined || threshold > 0, {
        what: `${at}.threshold`,
        given: threshold,
        allowed: 'a number above 0',
        todo: 'use enabled: false to switch the alarm off',
      })
      .unless(enabled !== false || (typeof reason === 'string' && reason.trim() !== ''), {
        what: `${at}.reason`,
        given: reason,
        allowed: 'the reason why the alarm is switched off, in words',
        todo: 'say it: whoever reads the outputs of the stack must know',
      });
  });
}

/** The route that was chosen, where it is one: `checkRoutes` reports what is none. */
export function chosenRoute(override: AlarmOverride | undefined): AlarmRoute | undefined {
  return Object.values(AlarmRoute).find((route) => route === override?.route);
}

/** A route that was chosen must lead to people in time. */
export function checkRoutes(
  problems: Problems,
  overrides: readonly AlarmOverride[],
  { reporter, profile }: Pick<TrailAlarmsProps, 'reporter' | 'profile'>,
): void {
  problems.choice('profile', profile, Object.values(AlarmProfile));
  problems.unless(profile !== AlarmProfile.QUIET || reporter !== undefined, {
    what: 'profile',
    given: profile,
    allowed: 'securityHub where there is no reporter',
    todo: 'give an AlarmReporter: it sends the daily digest',
  });
  overrides.forEach(({ filter, route }, index) => {
    const what = `overrides[${index}].route`;
    const { filterName } = filter;
    problems.choice(what, route, Object.values(AlarmRoute));
    problems
      .unless(route === undefined || reporter !== undefined, {
        ...{ what, given: route },
        allowed: 'none where there is no reporter',
        todo: 'give an AlarmReporter, or leave the route out',
      })
      .unless(route === undefined || route === AlarmRoute.DIRECT || !mustBeDirect(filter), {
        ...{ what, given: route },
        allowed: `direct for ${filterName}`,
        todo: 'leave it out: an alarm on this must not depend on the reporter',
      })
      .unless(route !== AlarmRoute.DIGEST || mustBeDirect(filter) || mayBeInDigest(filter), {
        ...{ what, given: route },
        allowed: `report or direct for ${filterName}`,
        todo: 'leave it out: a day later is too late for it',
      });
  });
}

/** What is switched off is shown with its reason wherever somebody looks. */
export function noteWhatIsOff(scope: Construct, overrides: readonly AlarmOverride[]): void {
  const off = overrides.filter(({ enabled }) => enabled === false);
  if (off.length === 0) return;
  const list = off.map(({ filter, reason }) => `${filter.filterName} (${reason})`).join(', ');
  noteForPeople(scope, 'SwitchedOff', `Alarms that notify nobody: ${list}.`);
}

export function warnOfFailedControls(
  scope: Construct,
  overrides: readonly AlarmOverride[],
  filters: readonly LogFilter[],
): void {
  for (const control of CisControl.all()) {
    const { controlId, filterName } = control;
    const { threshold = 1, enabled = true } = overrideOf(overrides, control) ?? {};
    if (!filters.some((filter) => filter.filterName === filterName)) {
      warn(scope, `missing:${controlId}`, `Security Hub fails ${controlId}: it has neither metric filter nor alarm`);
    } else if (!enabled) {
      warn(
        scope,
        `disabled:${controlId}`,
        `Security Hub may fail ${controlId}: its alarm is switched off and notifies nobody; whether its check reads that is documented nowhere`,
      );
    } else if (threshold !== 1) {
      warn(
        scope,
        `threshold:${controlId}`,
        `Security Hub may fail ${controlId}: it prescribes the threshold 1, got ${threshold}; whether its check reads the threshold is documented nowhere`,
      );
    }
  }
}
