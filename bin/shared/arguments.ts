import { parseArgs } from 'node:util';
import type { Rule } from '../../lib/shared/rules';
import { AWS_CLI_ALONE } from './aws-cli-alone';
import { CannotRun, rejected } from './failure';
import { allOptions, type Option, type OptionGroups } from './options';

type Values = ReadonlyMap<string, readonly string[]>;
type Token = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

/** The options that were given, each checked where it is read. */
export class Arguments<Name extends string = string> {
  public constructor(
    private readonly values: Values,
    private readonly options: Readonly<Record<string, Option>>,
    private readonly overview: string,
  ) {}

  public has(name: Name): boolean {
    return this.values.has(name);
  }

  /** The values in the order in which they were given. */
  public all(name: Name): readonly string[] {
    return this.values.get(name) ?? [];
  }

  public one(name: Name): string | undefined {
    return this.all(name)[0];
  }

  public required(name: Name): string {
    const value = this.one(name);
    if (value !== undefined && value.trim() !== '') return value;
    throw this.missing(name);
  }

  /** The value, if it is what the rule allows. */
  public matching(name: Name, { pattern, allowed, ...rule }: Rule, todo = rule.todo): string | undefined {
    const given = this.one(name);
    if (given === undefined || pattern.test(given)) return given;
    throw rejected({ what: `--${name}`, given, allowed, todo });
  }

  public wholeNumber(name: Name, least: number, most: number): number | undefined {
    const given = this.one(name);
    if (given === undefined) return undefined;
    const value = /^\d{1,6}$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    const allowed = `a whole number from ${least} to ${most}`;
    throw rejected({ what: `--${name}`, given, allowed, todo: 'leave it out for the default' });
  }

  /** An option that is not given and has to be. */
  public missing(name: Name, todo = this.overview): CannotRun {
    return rejected({ what: `--${name}`, given: undefined, allowed: this.options[name].value ?? 'it', todo });
  }
}

/** Sorts the words of the command line by option, and rejects what is no option and what lacks its value. */
export function readArguments(command: string, groups: OptionGroups, argv: readonly string[]): Arguments {
  const options = allOptions(groups);
  const overview = `run "${command} --help" for the options`;
  const values = new Map<string, readonly string[]>();
  for (const token of tokensOf(argv, options)) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw rejected({ what: 'argument', given: token.value, allowed: 'options alone', todo: overview });
    }
    const value = valueOf(token, options, overview);
    const before = values.get(token.name);
    if (before && value !== undefined && !options[token.name].repeated) {
      throw rejected({ what: token.rawName, given: [...before, value], allowed: 'one value', todo: 'give it once' });
    }
    values.set(token.name, [...(before ?? []), ...(value === undefined ? [] : [value])]);
  }
  return new Arguments(values, options, overview);
}

function tokensOf(argv: readonly string[], options: Readonly<Record<string, Option>>) {
  const types = Object.entries(options).map(([name, { value }]) => [name, value ? 'string' : 'boolean'] as const);
  return parseArgs({
    args: [...argv],
    options: Object.fromEntries(types.map(([name, type]) => [name, { type }])),
    strict: false,
    tokens: true,
  }).tokens;
}

/** The value of an option as it has to be; undefined for a flag. */
function valueOf({ name, rawName, value }: Token, options: Readonly<Record<string, Option>>, todo: string) {
  if (!Object.hasOwn(options, name) && rawName === `--${name}` && Object.hasOwn(AWS_CLI_ALONE, name)) {
    throw new CannotRun(`${rawName} is an option of the AWS CLI alone`, AWS_CLI_ALONE[name]);
  }
  if (!Object.hasOwn(options, name) || rawName !== `--${name}`) {
    const names = Object.keys(options).map((option) => `--${option}`);
    throw rejected({ what: 'option', given: rawName, allowed: `one of ${names.join(', ')}`, todo });
  }
  const option = options[name];
  if (option.value === undefined) {
    if (value !== undefined) throw rejected({ what: rawName, given: value, allowed: 'no value', todo });
    return undefined;
  }
  if (value === undefined || value === '') throw rejected({ what: rawName, given: value, allowed: option.value, todo });
  if (option.choices?.includes(value) === false) {
    throw rejected({ what: rawName, given: value, allowed: option.choices.join(', '), todo });
  }
  return value;
}
