import { OPTION_GROUPS, type OptionRow } from './option-table';

const HEAD = `validate-trail - verify that the log files of a CloudTrail trail are those that AWS delivered

Usage: validate-trail --trail-arn ARN --start-time TIME [--end-time TIME] [options]
       validate-trail acknowledge --trail-arn ARN --evidence-bucket NAME [options]
`;

const TAIL = `Exit status:
  0  all that is due is verified
  1  tampering is verified
  2  not all is verified
  3  the command could not run

Examples:
  The whole organization, from the account that owns the trail:
    validate-trail --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail \\
      --start-time 2026-01-01T00:00:00Z

  From the log archive account, where the trail cannot be described:
    validate-trail --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail \\
      --s3-bucket trail-logs-222222222222-us-east-1 --organization-id o-exampleorgid \\
      --start-time 2026-01-01T08:00:00+05:00 --end-time 2026-01-31T08:00:00+05:00 \\
      --format json --output report.json

  One account and Region, in place of the AWS CLI in a script:
    validate-trail --compat aws-cli --account-id 333333333333 --region eu-west-1 \\
      --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail --start-time 2026-01-01

  A copy of the bucket, without AWS:
    validate-trail --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail \\
      --from-directory ./copy --s3-bucket trail-logs-222222222222-us-east-1 \\
      --public-keys keys.json --signatures signatures.json --start-time 2026-01-01

  What the scheduled validation holds open; "validate-trail acknowledge --help" says how to close it:
    validate-trail acknowledge --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail \\
      --evidence-bucket trail-logs-222222222222-us-east-1-evidence
`;

/** What `--help` shows. */
export function usage(): string {
  const groups = Object.entries<Readonly<Record<string, OptionRow>>>(OPTION_GROUPS).map(
    ([heading, rows]) => `${heading}:\n${Object.entries(rows).map(line).join('')}`,
  );
  return [HEAD, ...groups, TAIL].join('\n');
}

function line([name, { value, help }]: [string, OptionRow]): string {
  return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(24)}  ${help}\n`;
}
