// The form in which what is deployed is compared: made at synthesis of templates, and at run time of the answers of AWS.
// Hashes keep it short. They don't depend on order, nor on whether a list of one is written as a list.
import { createHash } from 'node:crypto';

/** What is to be in one account and Region. A hash that is missing could not be known at synthesis and is not compared. */
export interface DeployedPlace {
  readonly accountId: string;
  readonly region: string;
  readonly topics: readonly DeployedTopic[];
  readonly keys: readonly DeployedKey[];
  readonly buses: readonly DeployedBus[];
  readonly rules: readonly DeployedRule[];
  readonly alarms: readonly DeployedAlarm[];
}

export interface DeployedTopic {
  readonly arn: string;
  readonly policy?: string;
  /** The alias of its key. */
  readonly keyAlias?: string;
  /** Missing for a topic that another app made: then it needs any that is confirmed. */
  readonly subscriptions?: readonly DeployedSubscription[];
}

export interface DeployedSubscription {
  readonly protocol: string;
  readonly endpoint?: string;
  readonly settings?: string;
}

export interface DeployedKey {
  readonly alias: string;
  readonly policy?: string;
}

export interface DeployedBus {
  readonly name: string;
  readonly policy?: string;
}

export interface DeployedRule {
  readonly name: string;
  /** Default: the default event bus */
  readonly bus?: string;
  readonly state: string;
  readonly pattern?: string;
  readonly targets?: string;
}

export interface DeployedAlarm {
  readonly name: string;
  readonly actions?: string;
  readonly definition?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Two values with the same hash mean the same. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, HASH_LENGTH);
}

/** 96 bits: nobody finds another value for one that is given. */
const HASH_LENGTH = 16;

/** Stands in patterns for the id or ARN of a key, which AWS makes. */
export const ANY_KEY = 'any key';

const KEYS = /(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})/g;

/** The events that a rule takes, whichever keys it names, or when it starts. */
export function patternHash(rule: Fields): string {
  const pattern = JSON.stringify(parsed(rule.EventPattern) ?? null).replace(KEYS, ANY_KEY);
  return hashOf({ pattern: parsed(pattern), schedule: rule.ScheduleExpression });
}

export function targetsHash(targets: unknown): string {
  return hashOf(listOf(targets));
}

/** Which topics an alarm acts on. */
export function actionsHash(alarm: Fields): string {
  return hashOf({ ActionsEnabled: true, ...picked(alarm, ACTIONS) });
}

/** When an alarm comes on, and what it says. */
export function definitionHash(alarm: Fields): string {
  return hashOf({
    ...picked(alarm, DEFINITION),
    DatapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    TreatMissingData: alarm.TreatMissingData === 'missing' ? undefined : alarm.TreatMissingData,
    Metrics: listOf(alarm.Metrics).map((query) => ({ ReturnData: true, ...present(query as Fields) })),
  });
}

/** A policy is a document, or the text of one. */
export function policyHash(policy: unknown): string {
  return hashOf(parsed(policy));
}

/** How a subscription passes on what arrives. */
export function settingsHash(attributes: Fields): string {
  const { FilterPolicy, RawMessageDelivery, RedrivePolicy } = attributes;
  return hashOf({
    filter: parsed(FilterPolicy),
    raw: String(RawMessageDelivery ?? false) === 'true' ? true : undefined,
    redrive: parsed(RedrivePolicy),
  });
}

const ACTIONS = ['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions', 'ActionsSuppressor'];

const DEFINITION = [
  ...['AlarmDescription', 'AlarmRule', 'MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Dimensions'],
  ...['Period', 'Unit', 'EvaluationPeriods', 'Threshold', 'ComparisonOperator', 'ThresholdMetricId'],
  'EvaluateLowSampleCountPercentile',
];

function picked(fields: Fields, names: readonly string[]): Fields {
  return present(Object.fromEntries(names.map((name) => [name, fields[name]])));
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is no JSON stays the text that it is, which is like nothing that was deployed. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Numbers and booleans as text, as some services answer with them; what is empty is left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical).filter((item) => item !== '');
    return items.length < 2 ? (items[0] ?? '') : `[${[...new Set(items)].sort().join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => [name, canonical(field)] as const);
    const kept = fields.filter(([, field]) => field !== '').sort(([one], [other]) => (one < other ? -1 : 1));
    return kept.length === 0 ? '' : `{${kept.map(([name, field]) => `${JSON.stringify(name)}:${field}`).join(',')}}`;
  }
  return value === undefined || value === null ? '' : JSON.stringify(String(value));
}
