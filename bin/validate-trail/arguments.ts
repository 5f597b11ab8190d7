import { parseArgs } from 'node:util';
import { CannotRun, refuse } from './failure';
import { OPTION_ROWS, type OptionName } from './option-table';

/** The words of the command line by option, in the order they were given; a flag has an empty list when it is set. */
export type Arguments = ReadonlyMap<OptionName, readonly string[]>;

const OVERVIEW = 'run "validate-trail --help" for the options';

/** Sorts the words of the command line by option, refusing what is no option and what lacks its value. */
export function readArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(OPTION_ROWS).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
    ),
    strict: false,
    tokens: true,
  });
  const found = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw new CannotRun(`got "${token.value}", which follows no option`, OVERVIEW);
    add(found, token.name, token.rawName, token.value);
  }
  return found;
}

function add(found: Map<OptionName, string[]>, name: string, written: string, value: string | undefined): void {
  if (!isOption(name) || written !== `--${name}`) throw new CannotRun(`there is no option ${written}`, OVERVIEW);
  const row = OPTION_ROWS[name];
  if (row.value === undefined) {
    if (value !== undefined) throw new CannotRun(`${written} takes no value, got "${value}"`, OVERVIEW);
    found.set(name, []);
    return;
  }
  if (value === undefined || value === '') throw new CannotRun(`${written} needs a value: ${row.value}`, OVERVIEW);
  if (found.has(name) && !row.repeated) throw new CannotRun(`${written} is given twice`, 'leave one of them out');
  if (row.choices && !row.choices.includes(value)) {
    throw refuse({ what: written, given: value, allowed: row.choices.join(', '), todo: OVERVIEW });
  }
  found.set(name, [...(found.get(name) ?? []), value]);
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTION_ROWS, name);
}
