import { ALERT_GROUPS, type AlertGroup } from '../../lib/shared/contract';
import { parseStrictJson } from '../core/format/strict-json';

/** What a rule says of a call. Who made it has worded some of the values. */
export interface Call {
  readonly kind: AlertGroup;
  /** The name of the alert, and of its section in the runbook. */
  readonly alert: string;
  readonly severity: Severity;
  readonly description: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode: string;
  readonly userType: string;
  readonly userArn: string;
  readonly invokedBy: string;
  readonly sourceIp: string;
  readonly eventId: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  /** The access key of the session, by which the calls of one deployment are distinguished from those of another. */
  readonly session: string;
}

/** The worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type Severity = (typeof SEVERITIES)[number];

const FIELDS = [
  ...(['eventName', 'eventSource', 'errorCode', 'userType', 'userArn', 'invokedBy', 'sourceIp'] as const),
  ...(['eventId', 'account', 'region', 'time', 'session'] as const),
];

/** A rule writes a few hundred characters around values that AWS limits. */
const LONGEST_BODY = 32 * 1024;
const LONGEST_DESCRIPTION = 400;
const NAME = /^[A-Za-z]{1,64}$/;

/** The call that a message reports; undefined where it is none that a rule of this library writes. */
export function parseCall(body: string): Call | undefined {
  if (body.length > LONGEST_BODY) return undefined;
  const message = asObject(parseStrictJson(Buffer.from(body)));
  const { kind, alert, severity, description } = message ?? {};
  const call = textsOf(asObject(message?.call));
  if (call === undefined || !isOneOf(ALERT_GROUPS, kind) || !isOneOf(SEVERITIES, severity)) return undefined;
  if (typeof alert !== 'string' || !NAME.test(alert)) return undefined;
  if (typeof description !== 'string' || description.length > LONGEST_DESCRIPTION) return undefined;
  // A call that failed is never reported with those that succeeded, whatever a rule says.
  if ((call.errorCode !== '') !== (kind === 'refused')) return undefined;
  return { kind, alert, severity, description, ...call };
}

type Texts = Readonly<Record<(typeof FIELDS)[number], string>>;

function textsOf(call: Readonly<Record<string, unknown>> | undefined): Texts | undefined {
  if (call === undefined || FIELDS.some((field) => typeof call[field] !== 'string')) return undefined;
  // How EventBridge writes a value that is absent is documented nowhere.
  return Object.fromEntries(FIELDS.map((field) => [field, call[field] === `<${field}>` ? '' : call[field]])) as Texts;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.includes(value as Value);
}
