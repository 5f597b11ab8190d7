// How the actions of a statement are written, so that it stays within the size of a policy.

export interface Abbreviation {
  /** Takes the place of the actions of the table that it matches. */
  readonly pattern: string;
  /** Actions that it denies besides, which only read. */
  readonly alsoDenies?: readonly string[];
}

/** Wildcards also cover what a service adds later. */
export const ABBREVIATIONS: readonly Abbreviation[] = [
  { pattern: 'cloudformation:*StackRefactor', alsoDenies: ['cloudformation:DescribeStackRefactor'] },
  { pattern: 'cloudwatch:Put*Alarm*' },
  { pattern: 'dynamodb:*ResourcePolicy', alsoDenies: ['dynamodb:GetResourcePolicy'] },
  { pattern: 'dynamodb:PartiQL*', alsoDenies: ['dynamodb:PartiQLSelect'] },
  { pattern: 'events:*ableRule' },
  { pattern: 'events:*Targets' },
  { pattern: 'kms:DisableKey*' },
  { pattern: 'kms:R*Grant' },
  { pattern: 'lambda:*Permission' },
  { pattern: 'lambda:Delete*' },
  { pattern: 'lambda:Put*' },
  { pattern: 'lambda:Update*' },
  { pattern: 'logs:DeleteLog*' },
  { pattern: 'logs:*KmsKey' },
  { pattern: 'logs:*MetricFilter' },
  { pattern: 'logs:*RetentionPolicy' },
  { pattern: 'logs:*SubscriptionFilter' },
  { pattern: 's3:PutObject*Acl' },
  { pattern: 'sns:*Permission' },
  { pattern: 'sns:Set*Attributes' },
  { pattern: 'sqs:*Permission' },
  { pattern: 'states:St*Execution' },
  { pattern: 'states:Update*' },
];

/** The actions as a policy names them, each covered once. */
export function abbreviate(actions: readonly string[]): string[] {
  const written = actions.map(
    (action) => ABBREVIATIONS.find(({ pattern }) => covers(pattern, action))?.pattern ?? action,
  );
  const distinct = [...new Set(written)];
  const patterns = distinct.filter((action) => action.includes('*'));
  return distinct.filter((action) => !patterns.some((other) => other !== action && covers(other, action)));
}

/** By pattern; a synthesis puts the same few to many actions. */
const EXPRESSIONS = new Map<string, RegExp>();

/** Whether a pattern matches an action, or every action that another pattern matches. IAM ignores letter case. */
export function covers(pattern: string, action: string): boolean {
  const expression = EXPRESSIONS.get(pattern) ?? expressionOf(pattern);
  EXPRESSIONS.set(pattern, expression);
  return expression.test(action);
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[^\w:]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
