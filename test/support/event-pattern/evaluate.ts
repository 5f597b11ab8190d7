// Puts an event to an EventBridge event pattern, by the documentation. Not verified against AWS: event-patterns of
// docs/verify.md asks AWS the same. Matchers that are not here are rejected, not ignored.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

export class MalformedPattern extends Error {}

/** Default quota of EventBridge. */
const MAX_LENGTH = 2048;
/** What the arguments of all "$or" may multiply to. */
const MAX_COMBINATIONS = 1000;

export function matchesEventPattern(pattern: object, event: object): boolean {
  const { length } = JSON.stringify(pattern);
  if (length > MAX_LENGTH) throw new MalformedPattern(`${length} characters, ${MAX_LENGTH} are allowed`);
  const combinations = countCombinations(pattern);
  if (combinations > MAX_COMBINATIONS) throw new MalformedPattern(`${combinations} combinations of "$or"`);
  return matchesObject(pattern, [event]);
}

/** The same of an event that is of the account which the pattern names. */
export function matchesInItsAccount(pattern: object, event: object): boolean {
  const [account] = (pattern as { readonly account?: readonly string[] }).account ?? [];
  return matchesEventPattern(pattern, { ...event, account });
}

function countCombinations(node: unknown): number {
  if (!isObject(node)) return 1;
  return Object.entries(node).reduce((product, [key, child]) => {
    const own = key === '$or' && Array.isArray(child) ? child.length : 1;
    const inner = Array.isArray(child) ? child.map(countCombinations) : [countCombinations(child)];
    return product * own * inner.reduce((a, b) => a * b, 1);
  }, 1);
}

/** An array in the event stands for each of its items; within an object all fields must match the same item. */
function matchesObject(pattern: object, nodes: readonly unknown[]): boolean {
  if (Object.keys(pattern).length === 0) throw new MalformedPattern('an empty object');
  const candidates = nodes.length === 0 ? [undefined] : nodes;
  return candidates.some((node) =>
    Object.entries(pattern).every(([key, child]) => {
      if (key === '$or') return alternatives(child).some((alternative) => matchesObject(alternative, [node]));
      const found = isObject(node) && Object.hasOwn(node, key) ? [node[key]].flat() : [];
      return Array.isArray(child) ? matchesLeaf(child, found) : matchesObject(asObject(child), found);
    }),
  );
}

function matchesLeaf(matchers: readonly unknown[], values: readonly unknown[]): boolean {
  if (matchers.length === 0) throw new MalformedPattern('an empty list');
  return matchers.some((matcher) => {
    if (isObject(matcher) && matcher.exists === false) return values.length === 0;
    return values.some((value) => matchesValue(matcher, value));
  });
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (isObject(value)) return false;
  if (!isObject(matcher)) return matcher === value;
  const [[operator, operand], ...others] = Object.entries(matcher);
  if (others.length > 0) throw new MalformedPattern(`several operators in ${JSON.stringify(matcher)}`);
  const text = typeof value === 'string' ? value : undefined;
  switch (operator) {
    case 'exists':
      return operand === true;
    case 'equals-ignore-case':
      return text?.toLowerCase() === asText(operand).toLowerCase();
    case 'prefix':
      return isObject(operand)
        ? (text?.toLowerCase().startsWith(ignoringCase(operand)) ?? false)
        : (text?.startsWith(asText(operand)) ?? false);
    case 'suffix':
      return isObject(operand)
        ? (text?.toLowerCase().endsWith(ignoringCase(operand)) ?? false)
        : (text?.endsWith(asText(operand)) ?? false);
    case 'wildcard':
      return text !== undefined && wildcard(asText(operand)).test(text);
    case 'equals-ignore-case':
      return text?.toLowerCase() === asText(operand).toLowerCase();
    case 'anything-but':
      return !anyOf(operand).some((excluded) => matchesValue(excluded, value));
    default:
      throw new MalformedPattern(`"${operator}" is not supported here`);
  }
}

/** A prefix or suffix in whatever letter case, in lower case. */
function ignoringCase(operand: Record<string, unknown>): string {
  const [[operator, text], ...others] = Object.entries(operand);
  if (operator !== 'equals-ignore-case' || others.length > 0)
    throw new MalformedPattern(`${JSON.stringify(operand)} is no text in any case`);
  return asText(text).toLowerCase();
}

/** What "anything-but" excludes: values, or one operator with one or more operands. */
function anyOf(operand: unknown): unknown[] {
  if (!isObject(operand)) return [operand].flat();
  return Object.entries(operand).flatMap(([operator, operands]) =>
    [operands].flat().map((one) => ({ [operator]: one })),
  );
}

function wildcard(pattern: string): RegExp {
  if (pattern.includes('**')) throw new MalformedPattern(`consecutive wildcards in ${pattern}`);
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function alternatives(child: unknown): object[] {
  if (!Array.isArray(child) || child.length < 2) throw new MalformedPattern('"$or" takes a list of two or more');
  return child.map(asObject);
}

function asObject(node: unknown): object {
  if (!isObject(node)) throw new MalformedPattern(`${JSON.stringify(node)} is neither an object nor a list`);
  return node;
}

function asText(operand: unknown): string {
  if (typeof operand !== 'string') throw new MalformedPattern(`${JSON.stringify(operand)} is no text`);
  return operand;
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
