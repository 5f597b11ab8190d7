/** One option of a command: what follows it, and what it does. */
export interface Option {
  /** What follows the option, as `--help` shows it; left out for a flag. */
  readonly value?: string;
  /** The values it takes, where they are few. */
  readonly choices?: readonly string[];
  /** Whether it may be given more than once. */
  readonly repeated?: boolean;
  readonly help: string;
}

/** The options of a command under the headings that `--help` shows, in its order. */
export type OptionGroups = Readonly<Record<string, Readonly<Record<string, Option>>>>;

/** The name of an option of these groups, without its dashes. */
export type OptionName<Groups extends OptionGroups> = {
  [Heading in keyof Groups]: keyof Groups[Heading];
}[keyof Groups] &
  string;

/** All options by name. */
export function allOptions(groups: OptionGroups): Readonly<Record<string, Option>> {
  return Object.assign({}, ...Object.values(groups)) as Record<string, Option>;
}

/** The options of every report that is made as a whole, in the forms of the AWS CLI. */
export const REPORT_OPTIONS = {
  output: { value: 'FORMAT', choices: ['text', 'json'], help: 'text (default) or json' },
  'report-file': { value: 'FILE', help: 'write the report to this file, and text to the screen' },
} as const satisfies Record<string, Option>;

export const HELP_OPTION = {
  version: { help: 'show the version of the package' },
  help: { help: 'show this' },
} as const satisfies Record<string, Option>;
