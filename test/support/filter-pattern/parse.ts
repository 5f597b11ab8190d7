// Reads a filter pattern for JSON log events into a tree. The grammar is the documented one; see evaluate.ts.

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';
export type Test =
  | { readonly kind: 'compare'; readonly operator: Operator; readonly literal: string; readonly quoted: boolean }
  | { readonly kind: 'matches'; readonly operator: '=' | '!='; readonly expression: RegExp }
  | { readonly kind: 'is'; readonly value: null | boolean }
  | { readonly kind: 'not exists' };
export type Expression =
  | { readonly kind: 'or' | 'and'; readonly operands: readonly Expression[] }
  | { readonly kind: 'term'; readonly path: readonly string[]; readonly test: Test };

interface Token {
  readonly kind: 'punctuation' | 'selector' | 'operator' | 'quoted' | 'regex' | 'word';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<punctuation>[{}()]|&&|\|\|)|\$(?<selector>(?:\.[A-Za-z0-9_-]+)+)|(?<operator>!=|<=|>=|=|<|>)|"(?<quoted>[^"]*)"|%(?<regex>[^%]+)%|(?<word>[A-Za-z0-9_.*+-]+))/y;

const MAX_LENGTH = 1024;
const MAX_REGULAR_EXPRESSIONS = 2;
/** "( and ) operators are not supported", and of symbols only these. */
const REGULAR_EXPRESSION = /^[A-Za-z0-9:_#=@/;,^$?[\]{}|\\*+.-]+$/;
const IS_VALUES: Record<string, null | boolean> = { NULL: null, TRUE: true, FALSE: false };

export class MalformedPattern extends Error {}

export function parseFilterPattern(pattern: string): Expression {
  if (pattern.length > MAX_LENGTH) throw new MalformedPattern(`longer than ${MAX_LENGTH} characters`);
  const tokens = tokenize(pattern.trimEnd());
  if (tokens.filter(({ kind }) => kind === 'regex').length > MAX_REGULAR_EXPRESSIONS)
    throw new MalformedPattern(`more than ${MAX_REGULAR_EXPRESSIONS} regular expressions`);
  expect(tokens, '{');
  const expression = parseOperands(tokens, 'or');
  expect(tokens, '}');
  if (tokens.length > 0) throw new MalformedPattern(`"${tokens[0].text}" after the end`);
  return expression;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(pattern)?.groups;
    const found = Object.entries(groups ?? {}).find(([, text]) => text !== undefined);
    if (found === undefined)
      throw new MalformedPattern(`unreadable from character ${at}: ${pattern.slice(at, at + 20)}`);
    tokens.push({ kind: found[0] as Token['kind'], text: found[1] });
  }
  return tokens;
}

/** "||" binds weaker than "&&". */
function parseOperands(tokens: Token[], kind: 'or' | 'and'): Expression {
  const parseOperand = () => (kind === 'or' ? parseOperands(tokens, 'and') : parseTerm(tokens));
  const operands = [parseOperand()];
  while (isNext(tokens, kind === 'or' ? '||' : '&&')) {
    tokens.shift();
    operands.push(parseOperand());
  }
  return operands.length === 1 ? operands[0] : { kind, operands };
}

function parseTerm(tokens: Token[]): Expression {
  if (isNext(tokens, '(')) {
    tokens.shift();
    const inner = parseOperands(tokens, 'or');
    expect(tokens, ')');
    return inner;
  }
  const path = take(tokens, 'selector').split('.').slice(1);
  return { kind: 'term', path, test: parseTest(tokens) };
}

function parseTest(tokens: Token[]): Test {
  if (isKind(tokens, 'operator')) {
    const operator = take(tokens, 'operator') as Operator;
    if (isKind(tokens, 'regex')) return { kind: 'matches', ...regularExpression(operator, take(tokens, 'regex')) };
    const quoted = isKind(tokens, 'quoted');
    return { kind: 'compare', operator, quoted, literal: take(tokens, quoted ? 'quoted' : 'word') };
  }
  const [first, second] = [take(tokens, 'word'), take(tokens, 'word')];
  if (first === 'NOT' && second === 'EXISTS') return { kind: 'not exists' };
  if (first === 'IS' && second in IS_VALUES) return { kind: 'is', value: IS_VALUES[second] };
  throw new MalformedPattern(`"${first} ${second}" is neither NOT EXISTS nor IS NULL, TRUE or FALSE`);
}

function regularExpression(operator: Operator, text: string): { operator: '=' | '!='; expression: RegExp } {
  if (operator !== '=' && operator !== '!=') throw new MalformedPattern(`${operator} before %${text}%`);
  if (!REGULAR_EXPRESSION.test(text)) throw new MalformedPattern(`%${text}% has a character that is not supported`);
  try {
    return { operator, expression: new RegExp(text) };
  } catch {
    throw new MalformedPattern(`%${text}% is no regular expression`);
  }
}

function isKind(tokens: readonly Token[], kind: Token['kind']): boolean {
  return tokens[0]?.kind === kind;
}

function isNext(tokens: readonly Token[], text: string): boolean {
  return tokens[0]?.kind === 'punctuation' && tokens[0].text === text;
}

function expect(tokens: Token[], text: string): void {
  if (!isNext(tokens, text))
    throw new MalformedPattern(`"${text}" is missing before "${tokens[0]?.text ?? 'the end'}"`);
  tokens.shift();
}

function take(tokens: Token[], kind: Token['kind']): string {
  const token = tokens.shift();
  if (token?.kind !== kind) throw new MalformedPattern(`a ${kind} is missing at "${token?.text ?? 'the end'}"`);
  return token.text;
}
