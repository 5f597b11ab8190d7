/** An event pattern as EventBridge takes it. */
export type EventPattern = Record<string, unknown>;

/** A text in whatever letter case. */
interface InAnyCase {
  readonly 'equals-ignore-case': string;
}

/** How one value may look, in the words of EventBridge. */
export type Matcher =
  | string
  | InAnyCase
  | { readonly prefix: string | InAnyCase }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly exists: true };

/**
 * The same matcher for a service that does not distinguish letter cases. EventBridge has none for wildcards and none is needed for
 * suffixes here: these stay as they are.
 */
export function inAnyCase(matcher: Matcher): Matcher {
  if (typeof matcher === 'string') return inAnyCaseOf(matcher);
  return 'prefix' in matcher && typeof matcher.prefix === 'string' ? { prefix: inAnyCaseOf(matcher.prefix) } : matcher;
}

const inAnyCaseOf = (text: string): InAnyCase => ({ 'equals-ignore-case': text });

/** Matchers by the path of the field within a CloudTrail record. */
export type FieldMatchers = Readonly<Record<string, readonly Matcher[]>>;

export interface CallPattern {
  readonly eventSources: readonly string[];
  readonly eventNames: readonly Matcher[];
  readonly fields?: FieldMatchers;
  /** The roles whose calls are left out, by their ARNs. */
  readonly exceptRoleArns?: readonly string[];
  /** How the calls ended. Default: however */
  readonly ended?: 'succeeded' | 'refused';
  /** Two parts of the calls: those that are left out where CloudFormation makes them, and the others. */
  readonly exceptDeployed?: { readonly eventNames: readonly Matcher[]; readonly others: readonly Matcher[] };
  /** Whether only calls are meant that CloudFormation makes. */
  readonly isDeployed?: boolean;
}

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** What CloudTrail records of calls that failed, for whatever reason, and of no others. */
const ENDED = { succeeded: [{ exists: false }], refused: [{ exists: true }] };

/**
 * The event pattern for calls that name one of ours in any of these fields, or that fill in none of them: a denied
 * call often comes without parameters, those of a large one are left out, and what can't be distinguished must alert.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function callPattern(props: CallPattern): EventPattern {
  const { eventSources, eventNames, fields, exceptRoleArns, ended, exceptDeployed, isDeployed } = props;
  const detail = [
    { eventSource: eventSources },
    exceptDeployed === undefined ? { eventName: eventNames } : {},
    ended === undefined ? {} : { errorCode: ENDED[ended] },
    isDeployed ? invokedBy([CLOUDFORMATION]) : {},
    exceptRoleArns === undefined ? {} : byOthersThan(exceptRoleArns),
    fields === undefined ? {} : namingOurs(fields),
  ];
  return {
    // Nobody but AWS can send an event with such a source: a forged one does not reach people.
    source: [{ prefix: 'aws.' }],
    'detail-type': [{ suffix: ' via CloudTrail' }],
    detail: detail.reduce(merged, {}),
    ...(exceptDeployed === undefined ? {} : byOthersThanCloudFormation(exceptDeployed)),
  };
}

/** No field of these alternatives may stand beside them as well: EventBridge would take one of the two. */
function byOthersThanCloudFormation({ eventNames, others }: NonNullable<CallPattern['exceptDeployed']>): object {
  const byPeople = { eventName: eventNames, ...invokedBy([{ 'anything-but': [CLOUDFORMATION] }, { exists: false }]) };
  return { $or: [{ detail: byPeople }, { detail: { eventName: others } }] };
}

function invokedBy(matchers: readonly unknown[]): object {
  return { userIdentity: { invokedBy: matchers } };
}

/** The part of a pattern for calls that name one of ours in any of these fields, or that fill in none of them. */
export function namingOurs(fields: FieldMatchers): object {
  return { $or: [...oursByEachField(fields), noneOf(Object.keys(fields))] };
}

/** A caller that is no role has no issuer of a session. */
function byOthersThan(roleArns: readonly string[]): object {
  const path = ['userIdentity', 'sessionContext', 'sessionIssuer', 'arn'];
  return nested(path, [{ 'anything-but': roleArns }, { exists: false }]);
}

function oursByEachField(fields: FieldMatchers): object[] {
  return Object.entries(fields).map(([path, matchers]) => nested(path.split('.'), matchers));
}

function noneOf(paths: readonly string[]): object {
  return paths.map((path) => nested(path.split('.'), [{ exists: false }])).reduce(merged, {});
}

function nested([key, ...rest]: readonly string[], leaf: readonly unknown[]): object {
  return { [key]: rest.length === 0 ? leaf : nested(rest, leaf) };
}

function merged(a: object, b: object): object {
  const both = new Map<string, unknown>(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const present = both.get(key);
    both.set(key, present === undefined ? value : merged(present as object, value));
  }
  return Object.fromEntries(both);
}

/** How many characters EventBridge will count, once references are resolved at deployment. */
export function patternLength(resolvedByTheCdk: EventPattern): number {
  return JSON.stringify(resolvedByTheCdk, (_, value: unknown) => asDeployed(value)).length;
}

/** How long values are that CloudFormation fills in: the ARN of a key at most, and its id. Others are taken for an id. */
const [ARN, ID] = ['x'.repeat(90), 'x'.repeat(36)];

function asDeployed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[name = '', argument] = [], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length > 0 || !/^(Ref|Fn::.+)$/.test(name)) return value;
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(asDeployed).join('');
  return name === 'Fn::GetAtt' ? ARN : ID;
}
