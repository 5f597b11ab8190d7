// What the policy simulator of IAM is asked to show that a statement holds.

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Actions on resources in a context, and what the simulator is to say of each. */
export interface Trial {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: readonly ContextEntry[];
  readonly expected: 'allowed' | 'explicitDeny';
}

interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: 'string' | 'stringList' | 'boolean';
  readonly ContextKeyValues: readonly string[];
}

/** What a statement that denies all but a few actions has to deny. */
const FORBIDDEN = ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'];

/**
 * What is to be simulated of a statement of a role. Actions with wildcards are left out, since the simulator takes single
 * ones, and resources of other accounts, since it does not take their policies for a role.
 */
export function trialsOf(statement: Statement, accountId: string): Trial[] {
  const { Effect, Action, NotAction, Resource = '*', Condition = {} } = statement;
  const excepted = list(NotAction);
  const actions =
    NotAction === undefined
      ? list(Action)
      : Effect === 'Deny'
        ? FORBIDDEN.filter((name) => !excepted.includes(name))
        : [];
  const single = actions.filter((action) => !action.includes('*'));
  const resources = list(Resource).filter((resource) => ['', accountId].includes(resource.split(':')[4] ?? ''));
  if (single.length === 0 || resources.length === 0) return [];
  return [
    {
      actions: single,
      resources: resources.map(oneOf),
      context: Object.entries(Condition).flatMap(([operator, keys]) => entriesOf(operator, keys)),
      expected: Effect === 'Allow' ? 'allowed' : 'explicitDeny',
    },
  ];
}

/** Values that fulfil a condition. What a condition wants to be absent, or to be something else, needs none. */
function entriesOf(operator: string, keys: Readonly<Record<string, unknown>>): ContextEntry[] {
  if (/Not|Null/.test(operator)) return [];
  const isList = operator.startsWith('For');
  const ContextKeyType = operator.endsWith('Bool') ? 'boolean' : isList ? 'stringList' : 'string';
  return Object.entries(keys).map(([ContextKeyName, values]) => {
    const given = list(values as string | readonly string[]).map((value) => oneOf(String(value)));
    return { ContextKeyName, ContextKeyType, ContextKeyValues: isList ? given : given.slice(0, 1) };
  });
}

/** Ends of patterns for which not any text will do. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/(:log-group:[^:]+):\*$/, '$1:log-stream:x'],
  [/(:execution:[^:]+)\/\*$/, '$1/x:x'],
];

/** One value that a pattern with wildcards stands for. A pattern that is a wildcard alone stands for everything. */
function oneOf(pattern: string): string {
  if (pattern === '*') return pattern;
  const example = EXAMPLES.reduce((text, [end, value]) => text.replace(end, value), pattern);
  return example.replaceAll('*', 'x').replaceAll('?', 'x');
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
