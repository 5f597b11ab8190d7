/** One option of the command: what stands after it, and what it does. */
export interface OptionRow {
  /** What stands after the option, as `--help` shows it; left out for a flag. */
  readonly value?: string;
  /** The values it takes, where they are few. */
  readonly choices?: readonly string[];
  /** Whether it may be given more than once. */
  readonly repeated?: boolean;
  readonly help: string;
}

const as = <const Name extends string>(rows: Record<Name, OptionRow>): Record<Name, OptionRow> => rows;

/** The options under the headings that `--help` shows, in its order. The first group is that of the AWS CLI. */
export const OPTION_GROUPS = {
  'What to verify, as in "aws cloudtrail validate-logs"': as({
    'trail-arn': { value: 'ARN', help: 'the trail' },
    'start-time': { value: 'TIME', help: 'verify what was delivered from then on; UTC, or with an offset' },
    'end-time': { value: 'TIME', help: 'and until then (default: now)' },
    's3-bucket': { value: 'NAME', help: 'the bucket, if it is not the one the trail names now' },
    's3-prefix': { value: 'PREFIX', help: 'the key prefix in that bucket' },
    'account-id': { value: 'ID', help: 'this account only (default: all that the trail records)' },
    region: { value: 'REGION', help: 'this Region only, or "all" (default: all; the home Region with --account-id)' },
    verbose: { help: 'show each file that is valid, too' },
  }),
  'The organization': as({
    'organization-id': { value: 'ID', help: 'the organization, where it cannot be asked for; also with --s3-bucket' },
    expect: { value: 'FILE', repeated: true, help: 'accounts and Regions that must be there (see the manual)' },
    accept: { value: 'FILE', repeated: true, help: 'findings that a person has looked into (see the manual)' },
    'retention-days': { value: 'DAYS', help: 'how long the bucket keeps log files; older ones are not missed' },
  }),
  'A copy of the bucket, without AWS': as({
    'from-directory': { value: 'DIR', help: 'read a folder made by "aws s3 sync s3://BUCKET DIR"' },
    'public-keys': { value: 'FILE', help: 'keys as "aws cloudtrail list-public-keys" prints them; also beside AWS' },
    signatures: { value: 'FILE', help: 'signatures that --save-signatures wrote, which a copy does not have' },
    'save-signatures': { value: 'FILE', help: 'write them, from the bucket, for later' },
  }),
  'The report': as({
    format: { value: 'FORMAT', choices: ['text', 'json', 'ndjson'], help: 'text (default), json or ndjson' },
    output: { value: 'FILE', help: 'write the report to this file, and text to the screen' },
    compat: { value: 'aws-cli', choices: ['aws-cli'], help: 'the lines and exit statuses of the AWS CLI, no more' },
    concurrency: { value: 'N', help: 'the most requests at once (default: 96)' },
    help: { help: 'show this' },
  }),
} as const;

type Groups = typeof OPTION_GROUPS;

/** The name of an option, without its dashes. */
export type OptionName = { [Group in keyof Groups]: keyof Groups[Group] }[keyof Groups];

/** All options by name. */
export const OPTION_ROWS = Object.assign({}, ...Object.values(OPTION_GROUPS)) as Record<OptionName, OptionRow>;
