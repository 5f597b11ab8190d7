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
import {
  callPattern,
  type CallPattern,
  type EventPattern,
  type FieldMatchers,
  type Matcher,
} from '../../shared/event-pattern';
import { ALERT_GROUPS, type AlertGroup } from '../../shared/contract';
import type { Alert } from './add-alerts';
import { DEPLOYMENT_CALLS } from './deployment-calls';
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

/** The alerts of this name: one on each call at once, and one for each kind of calls that people are notified of together. */
export function tamperAlertParts(
  name: TamperAlertName,
  trail: TrailIdentity,
  pattern: (part: Part) => Alert['pattern'],
): Alert[] {
  const alert = tamperAlert(name, trail, pattern('direct'));
  const kinds = isDeployed(name) ? ALERT_GROUPS : (['refused'] as const);
  const grouped = kinds.map((kind) => ({
    ...alert,
    id: `${name}${SUFFIXES[kind]}`,
    ruleName: `${alert.ruleName}-${kind}`,
    pattern: pattern(kind),
    groupedAs: kind,
  }));
  return [alert, ...grouped];
}

const SUFFIXES: Readonly<Record<AlertGroup, string>> = { refused: 'Refused', deployed: 'Deployed' };

/** Whether a deployment makes calls that raise this alert and that people are notified of together. */
export const isDeployed = (name: TamperAlertName): boolean => name in DEPLOYMENT_CALLS;

/** Which of the calls a rule matches: each is matched by one of the last three. */
export type Part = 'all' | 'direct' | 'refused' | 'deployed';

/** The calls of all rows that raise an alert. */
export function tamperPattern(name: TamperAlertName, context: ProtectionContext, part: Part = 'all'): EventPattern {
  const resources = raising(name).map(({ resource }) => resource);
  return callPattern({
    eventSources: unique(resources.map(eventSourceOf)),
    fields: fieldsOf(resources, context),
    exceptRoleArns: callersOf(resources, context),
    ...callsIn(name, part),
  });
}

/** A call that was refused changed nothing, and may come by the thousand. */
function callsIn(name: TamperAlertName, part: Part): Omit<CallPattern, 'eventSources'> {
  const eventNames = matchersOf(name, () => true);
  const deployed = matchersOf(name, (event) => isOfDeployments(name, event));
  switch (part) {
    case 'all':
      return { eventNames };
    case 'refused':
      return { eventNames, ended: 'refused' };
    case 'deployed':
      return { eventNames: deployed, ended: 'succeeded', isDeployed: true };
    case 'direct': {
      if (!isDeployed(name)) return { eventNames, ended: 'succeeded' };
      const others = matchersOf(name, (event) => !isOfDeployments(name, event));
      return { eventNames, ended: 'succeeded', exceptDeployed: { eventNames: deployed, others } };
    }
  }
}

const isOfDeployments = (name: TamperAlertName, event: string): boolean =>
  DEPLOYMENT_CALLS[name]?.includes(event) ?? false;

function matchersOf(name: TamperAlertName, isMeant: (event: string) => boolean): Matcher[] {
  return unique(
    raising(name).flatMap(({ resource, calls }) =>
      calls.flatMap(({ events }) => events.filter(isMeant).map((event) => eventMatcher(event, resource))),
    ),
  );
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
