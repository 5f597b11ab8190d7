import type { Command, Example, Program } from './command';
import { EXIT_STATUSES } from './exit-status';
import type { Option } from './options';

/** What `--help` shows of a program: its command where it has one, and its verbs. */
export function programUsage({ name, summary, command, verbs }: Program): string {
  if (command) return commandUsage(command, verbs);
  const details = `"${name} VERB --help" shows the options and the examples of a verb.\n`;
  return sections([headOf(name, summary, ['VERB [options]']), verbList(verbs), details, exitStatuses()]);
}

/** What `--help` shows of a command or a verb. */
export function commandUsage(command: Command, verbs: Program['verbs'] = {}): string {
  const { name, summary, synopsis, notes, options, examples } = command;
  const groups = Object.entries(options).map(([heading, group]) => ({
    heading,
    rows: Object.entries(group).map(optionRow),
  }));
  const width = widthOf(groups.flatMap(({ rows }) => rows));
  return sections([
    headOf(name, summary, synopsis),
    ...(notes === undefined ? [] : [`${notes}\n`]),
    ...groups.map(({ heading, rows }) => listOf(heading, rows, width)),
    ...(Object.keys(verbs).length === 0 ? [] : [verbList(verbs)]),
    exitStatuses(),
    `Examples:\n${examples.map(exampleText).join('\n')}`,
  ]);
}

function sections(parts: readonly string[]): string {
  return parts.join('\n');
}

function headOf(name: string, summary: string, synopsis: readonly string[]): string {
  const ways = synopsis.map((way, index) => `${index === 0 ? 'Usage: ' : '       '}${name} ${way}\n`);
  return `${name} - ${summary}\n\n${ways.join('')}`;
}

function verbList(verbs: Program['verbs']): string {
  return listOf(
    'Verbs',
    Object.entries(verbs).map(([verb, { summary }]) => [verb, summary]),
  );
}

function exitStatuses(): string {
  return listOf(
    'Exit status',
    Object.values(EXIT_STATUSES).map(({ status, meaning }) => [String(status), meaning]),
  );
}

type Row = readonly [term: string, text: string];

/** Two columns, the second one below itself in all rows. */
function listOf(heading: string, rows: readonly Row[], width = widthOf(rows)): string {
  return `${heading}:\n${rows.map(([term, text]) => `  ${term.padEnd(width)}  ${text}\n`).join('')}`;
}

function widthOf(rows: readonly Row[]): number {
  return Math.max(...rows.map(([term]) => term.length));
}

function optionRow([name, { value, help }]: [string, Option]): Row {
  return [value === undefined ? `--${name}` : `--${name} ${value}`, help];
}

function exampleText({ title, lines }: Example): string {
  const last = lines.length - 1;
  const command = lines.map((line, index) => `    ${index === 0 ? '' : '  '}${line}${index === last ? '' : ' \\'}\n`);
  return `  ${title}:\n${command.join('')}`;
}
