import { parseArgs } from 'node:util';
import { unescapeText } from '../escape';
import { CannotRun } from '../failure';

/** What a person accepts, and in which words. */
export interface AcknowledgeOptions {
  readonly trailArn: string;
  readonly evidenceBucket: string;
  /** Names of findings, as reports and messages show them. */
  readonly names: readonly string[];
  /** All findings of one chain with one code: `CODE ACCOUNT REGION`. */
  readonly groups: readonly string[];
  readonly who: string;
  readonly why: string;
}

export const ACKNOWLEDGE_USAGE = `Usage: validate-trail acknowledge --trail-arn ARN --evidence-bucket NAME [--name NAME]... [--all GROUP]... --who NAME --why REASON

Closes findings that a named person has looked into. The evidence keeps who it was, and why.

  --trail-arn ARN         the trail
  --evidence-bucket NAME  the bucket that the scheduled validation leaves its reports in
  --name NAME             a finding by its name, or "chain-ended ACCOUNT REGION TIME" for a Region or an
                          account that was switched off or closed then; may be repeated
  --all GROUP             all findings of a chain with a code: "CODE ACCOUNT REGION"; may be repeated
  --who NAME              who has looked into it
  --why REASON            what it was
Without --name and --all it shows what is open.
`;

const HINT = 'run "validate-trail acknowledge --help" for the options';
const OPTIONS = {
  'trail-arn': { type: 'string' },
  'evidence-bucket': { type: 'string' },
  name: { type: 'string', multiple: true },
  all: { type: 'string', multiple: true },
  who: { type: 'string' },
  why: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Undefined where help is asked for. */
export function readAcknowledgeOptions(argv: readonly string[]): AcknowledgeOptions | undefined {
  const values = parsed(argv);
  if (values.help === true) return undefined;
  const options = {
    trailArn: given('trail-arn', values['trail-arn']),
    evidenceBucket: given('evidence-bucket', values['evidence-bucket']),
    names: (values.name ?? []).map(unescapeText),
    groups: values.all ?? [],
    who: values.who ?? '',
    why: values.why ?? '',
  };
  if (options.names.length + options.groups.length === 0) return options;
  return { ...options, who: given('who', values.who), why: given('why', values.why) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new CannotRun((error as Error).message.replace(/\.$/, ''), HINT);
  }
}

function given(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new CannotRun(`--${name} is missing`, HINT);
  return value;
}
