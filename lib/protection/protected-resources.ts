// The table of everything that the trail depends on: which calls can weaken it, and for alert, guardrail and repair what
// happens then, or why nothing does. The alerts, the statements of the guardrail, the triggers of the repair and the
// tables in docs/ are made of it. A further call is an entry of a row, and a sample of its event.
import { ACCOUNT_RESOURCES } from './account-resources';
import { ALERTING_RESOURCES } from './alerting-resources';
import { ARCHIVE_RESOURCES } from './archive-resources';
import { DETECTION_SERVICES } from './detection-services';
import {
  callsOf,
  isBecause,
  type GuardStatement,
  type ProtectedCall,
  type ProtectedResource,
  type RepairOutcome,
  type TamperAlertName,
} from './protected-resource';
import { QUESTION_RESOURCES } from './question-resources';
import { TRAIL_RESOURCES } from './trail-resources';
import { VALIDATION_RESOURCES } from './validation-resources';

export const PROTECTED_RESOURCES: readonly ProtectedResource[] = [
  ...[...TRAIL_RESOURCES, ...ARCHIVE_RESOURCES, ...ALERTING_RESOURCES, ...VALIDATION_RESOURCES, ...QUESTION_RESOURCES],
  ...[...DETECTION_SERVICES, ...ACCOUNT_RESOURCES],
];

/** A row, and those of its calls that have an outcome in common. */
export interface Protection {
  readonly resource: ProtectedResource;
  readonly calls: readonly ProtectedCall[];
}

/** Each row with all of its calls. */
const PROTECTIONS: readonly Protection[] = PROTECTED_RESOURCES.map((resource) => ({
  resource,
  calls: callsOf(resource),
}));

/** What raises an alert. */
export const raising = (alert: TamperAlertName): Protection[] => having((call) => call.alert === alert);

/** What a statement of the guardrail denies. */
export const deniedBy = (statement: GuardStatement): Protection[] =>
  having(({ guard }) => !isBecause(guard) && guard.includes(statement));

function having(isMeant: (call: ProtectedCall) => boolean): Protection[] {
  return PROTECTIONS.map(({ resource, calls }) => ({ resource, calls: calls.filter(isMeant) })).filter(
    ({ calls }) => calls.length > 0,
  );
}

/** The events of a row that mean this to the repair. */
export function repairEventsOf(resource: ProtectedResource, ...outcomes: readonly RepairOutcome[]): string[] {
  return callsOf(resource)
    .filter(({ repair }) => !isBecause(repair) && outcomes.includes(repair))
    .flatMap(({ events }) => events);
}
