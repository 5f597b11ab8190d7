// What a row of the table of protected resources holds.
import type { Place } from '../identity/places';
import type { TrailIdentity } from '../identity/trail-identity';
import type { FieldMatchers } from '../shared/event-pattern';

/** Why something is not done. */
export interface Because {
  readonly because: string;
}

/** The alerts on calls, by the name of their rule and of their section in the runbook. */
export const TAMPER_ALERT_NAMES = [
  ...['TrailTampering', 'LogGroupTampering', 'LogBucketTampering', 'KeyTampering', 'AlarmTopicTampering'],
  ...['AlarmTampering', 'AlertRuleTampering', 'ConfigTampering', 'RepairTampering', 'ValidatorTampering'],
  ...['ValidatorMapTampering', 'ValidatorMapStarted', 'ValidatorTableTampering', 'ValidatorTableWritten'],
  ...['ValidatorLogTampering', 'ValidatorQueueTampering', 'QuestionTampering', 'RoleTampering', 'StackTampering'],
  ...['OrganizationTampering', 'AccountTampering', 'DetectionTampering'],
] as const;

export type TamperAlertName = (typeof TAMPER_ALERT_NAMES)[number];

/** The statements of the guardrail, by their ids. */
export type GuardStatement =
  | 'GuardTrails'
  | 'KeepMembership'
  | 'GuardArchive'
  | 'GuardAccount'
  | 'GuardKeys'
  | 'GuardStacks'
  | 'GuardRuns'
  | 'GuardRoles'
  | 'GuardHandingOn'
  | 'GuardBuckets'
  | 'GuardTable';

/** What a call means to the repair: it starts it, it does so where Insights are restored, or people are notified. */
export type RepairOutcome = 'start' | 'startForInsights' | 'notify';

/** What happens on a call; an empty cell of the table holds its reason. */
export interface Outcomes {
  /** The alert that the call raises. */
  readonly alert: TamperAlertName | Because;
  /** The statements of the guardrail that deny it. */
  readonly guard: readonly GuardStatement[] | Because;
  readonly repair: RepairOutcome | Because;
}

/**
 * A call: the names of its events and of its IAM actions, which are mostly the same. In both, `*` matches any
 * characters, so that what a service adds to a family of calls is covered from its first day.
 */
export type Call = string | { readonly events: readonly string[]; readonly actions: readonly string[] };

/** Calls that end alike, where their row does not say it for all. */
export interface CallGroup extends Partial<Outcomes> {
  readonly calls: readonly Call[];
}

/** Where the events of a row arrive, for the program and for people. */
export interface Where {
  readonly isHere: (place: Place) => boolean;
  readonly words: string;
}

/** What the fields of a row are filled in with. */
export interface ProtectionContext {
  readonly trail: TrailIdentity;
  readonly topicArn: string;
  /** The roles that deploy, and those that the policies of the trail make exceptions for, by name. */
  readonly exemptRoleNames: readonly string[];
  /** The ids and ARNs of the keys to watch; undefined where not all of them are known. */
  readonly keys?: readonly { readonly keyId: string; readonly keyArn: string }[];
  /** The names of the stacks of the trail in this account and Region. */
  readonly stackNames: readonly string[];
}

/** A resource that the trail depends on, and every call that can weaken it. */
export interface ProtectedResource extends Outcomes {
  /** What it is, for people. */
  readonly name: string;
  /** The prefix of its IAM actions. */
  readonly service: string;
  /** The source of its events, where it is not `<service>.amazonaws.com`. */
  readonly eventSource?: string;
  /** Whether the names of its events end in a version of the API, as in `AddPermission20150331v2`. */
  readonly hasVersionedEvents?: boolean;
  /** Its types in AWS's service authorization reference; none for what concerns the account as a whole. */
  readonly types: readonly string[];
  readonly where: Where;
  /**
   * By which fields of an event a call names what it changes, and how ours look there. A call with none of these fields
   * alerts, as nothing shows what it changes. Undefined: every call alerts.
   */
  readonly fields: (context: ProtectionContext) => FieldMatchers | undefined;
  /** Its ARNs, or patterns of them, as the guardrail names them. */
  readonly arns: (trail: TrailIdentity) => readonly string[];
  /** Roles of this library that make these calls: they raise no alert, and the guardrail allows them. */
  readonly callers?: (trail: TrailIdentity) => readonly string[];
  readonly calls: readonly (Call | CallGroup)[];
}

export const because = (reason: string): Because => ({ because: reason });

export function isBecause(outcome: unknown): outcome is Because {
  return typeof outcome === 'object' && outcome !== null && 'because' in outcome;
}

/** One call of a row, with what happens on it. */
export interface ProtectedCall extends Outcomes {
  readonly events: readonly string[];
  readonly actions: readonly string[];
}

/** The calls of a row, each with what happens on it. */
export function callsOf(resource: ProtectedResource): ProtectedCall[] {
  return resource.calls.flatMap((entry) => {
    const group: CallGroup = typeof entry === 'object' && 'calls' in entry ? entry : { calls: [entry] };
    const { alert, guard, repair } = { ...resource, ...group };
    return group.calls.map((call) => ({ ...namesOf(call), alert, guard, repair }));
  });
}

function namesOf(call: Call): { readonly events: readonly string[]; readonly actions: readonly string[] } {
  return typeof call === 'string' ? { events: [call], actions: [call] } : call;
}

export function eventSourceOf({ service, eventSource }: ProtectedResource): string {
  return eventSource ?? `${service}.amazonaws.com`;
}
