// Puts a JSON log event to a CloudWatch Logs filter pattern, by the documented grammar. It was written from the
// documentation, and is not verified against AWS: metric-filters of docs/verify.md asks AWS the same.
//
// Left out, since no pattern here uses them: array elements and wildcards in selectors.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html

import { parseFilterPattern, type Expression, type Operator, type Test } from './parse';

/** Where the documentation says nothing, so does this: the answer is "undocumented" if it hangs on that term. */
export type Verdict = 'match' | 'no match' | 'undocumented';

export function evaluateFilterPattern(pattern: string, event: unknown): Verdict {
  return evaluate(parseFilterPattern(pattern), event);
}

/** Three-valued logic: one term decides an "and" or "or" whatever an undocumented one may be. */
export function evaluate(expression: Expression, event: unknown): Verdict {
  if (expression.kind === 'term') return test(expression.test, select(event, expression.path));
  const verdicts = expression.operands.map((operand) => evaluate(operand, event));
  const [decisive, neutral]: Verdict[] = expression.kind === 'or' ? ['match', 'no match'] : ['no match', 'match'];
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes('undocumented') ? 'undocumented' : neutral;
}

function select(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
    event,
  );
}

function test(what: Test, node: unknown): Verdict {
  switch (what.kind) {
    case 'not exists':
      return verdict(node === undefined);
    case 'is':
      return verdict(node === what.value);
    case 'matches':
      return matches(what.operator, what.expression, node);
    case 'compare':
      return compare(what.operator, what.literal, what.quoted, node);
  }
}

function compare(operator: Operator, literal: string, quoted: boolean, node: unknown): Verdict {
  // "If a property selector points to an array or object, the filter pattern won't match."
  if (isObject(node)) return 'no match';
  if (operator === '=' && (node === undefined || node === null)) return 'no match';
  if (typeof node === 'string' && /.\*./.test(literal)) return 'undocumented';
  if (typeof node === 'string' && operator === '=') return verdict(matchesText(literal, node));
  if (typeof node === 'string' && operator === '!=') return verdict(!matchesText(literal, node));
  if (typeof node === 'number' && !quoted) return verdict(NUMERIC[operator](node, Number(literal)));
  return 'undocumented';
}

/** The documentation shows regular expressions on texts only. */
function matches(operator: '=' | '!=', expression: RegExp, node: unknown): Verdict {
  if (typeof node === 'string') return verdict(expression.test(node) === (operator === '='));
  return operator === '=' && (node === undefined || node === null) ? 'no match' : 'undocumented';
}

const NUMERIC: Record<Operator, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** Case matters, and "*" stands for any text at the beginning and at the end, where the documentation has it. */
function matchesText(literal: string, text: string): boolean {
  const [, before, core, after] = /^(\*?)(.*?)(\*?)$/s.exec(literal) ?? [];
  if (before && after) return text.includes(core);
  if (before) return text.endsWith(core);
  return after ? text.startsWith(core) : text === core;
}

function verdict(matches: boolean): Verdict {
  return matches ? 'match' : 'no match';
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}
