import { nameOf } from '../../identity/names';
import type { Place } from '../../identity/places';
import type { TrailIdentity } from '../../identity/trail-identity';
import {
  eventSourceOf,
  TAMPER_ALERT_NAMES,
  type ProtectedResource,
  type ProtectionContext,
  type TamperAlertName,
} from '../../protection/protected-resource';
import { raising } from '../../protection/protected-resources';
import { callPattern, type EventPattern, type FieldMatchers, type Matcher } from '../../shared/event-pattern';
import type { Alert } from './add-alerts';
import { CALL_TEXT } from './message';
import { TAMPER_TEXTS } from './tamper-texts';

/** The alerts whose events arrive at a place. */
export function tamperAlertsAt(place: Place): TamperAlertName[] {
  return TAMPER_ALERT_NAMES.filter((name) => raising(name).some(({ resource }) => resource.where.isHere(place)));
}

/** The alert of this name, on what matches the pattern. */
export function tamperAlert(name: TamperAlertName, trail: TrailIdentity, pattern: Alert['pattern']): Alert {
  const { severity, description, patternHolds = 'trailName' } = TAMPER_TEXTS[name];
  const ruleName = nameOf(trail, name);
  return { id: name, ruleName, severity, description, section: name, patternHolds, pattern, text: CALL_TEXT };
}

/** The calls of all rows that raise an alert. */
export function tamperPattern(name: TamperAlertName, context: ProtectionContext): EventPattern {
  const rows = raising(name);
  const resources = rows.map(({ resource }) => resource);
  const eventNames = rows.flatMap(({ resource, calls }) =>
    calls.flatMap((call) => call.events.map((event) => eventMatcher(event, resource))),
  );
  return callPattern({
    eventSources: unique(resources.map(eventSourceOf)),
    eventNames: unique(eventNames),
    fields: fieldsOf(resources, context),
    exceptRoleArns: callersOf(resources, context),
  });
}

/** The name of an event in the words of EventBridge. */
export function eventMatcher(event: string, { hasVersionedEvents }: ProtectedResource): Matcher {
  const name = hasVersionedEvents && !event.endsWith('*') ? `${event}*` : event;
  if (!name.includes('*')) return name;
  return name.indexOf('*') === name.length - 1 ? { prefix: name.slice(0, -1) } : { wildcard: name };
}

/** What any of the rows look for in each field; undefined where one of them can't say how its calls name ours. */
function fieldsOf(resources: readonly ProtectedResource[], context: ProtectionContext): FieldMatchers | undefined {
  const merged = new Map<string, readonly Matcher[]>();
  for (const { fields } of resources) {
    const own = fields(context);
    if (own === undefined) return undefined;
    for (const [path, matchers] of Object.entries(own))
      merged.set(path, unique([...(merged.get(path) ?? []), ...matchers]));
  }
  return merged.size === 0 ? undefined : Object.fromEntries(merged);
}

function callersOf(resources: readonly ProtectedResource[], { trail }: ProtectionContext): string[] | undefined {
  const arns = resources.flatMap(({ callers }) => callers?.(trail) ?? []);
  return arns.length === 0 ? undefined : arns;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
