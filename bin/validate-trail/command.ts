import type { Command } from '../shared/command';
import { OPTION_GROUPS, type VerifyOption } from './option-table';

const TRAIL_ARN = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const BUCKET = 'trail-logs-222222222222-us-east-1';

/** The command without a verb. */
export const VERIFY: Command<VerifyOption> = {
  name: 'validate-trail',
  summary: 'verify that the log files of a CloudTrail trail are those that CloudTrail delivered',
  synopsis: [
    '--trail-arn ARN --start-time TIME [--end-time TIME] [options]',
    'acknowledge --trail-arn ARN --evidence-bucket NAME [options]',
    'check-report --report FILE --public-key FILE [options]',
  ],
  options: OPTION_GROUPS,
  examples: [
    {
      title: 'The whole organization, from the account that owns the trail',
      lines: [`validate-trail --trail-arn ${TRAIL_ARN}`, '--start-time 2026-01-01T00:00:00Z'],
    },
    {
      title: 'From the log archive account, which may not describe the trail, with a report for programs',
      lines: [
        `validate-trail --trail-arn ${TRAIL_ARN}`,
        `--s3-bucket ${BUCKET} --organization-id o-exampleorgid`,
        '--start-time 2026-01-01T08:00:00+05:00 --end-time 2026-01-31T08:00:00+05:00',
        '--output json --report-file report.json',
      ],
    },
    {
      title: 'One account in one Region, each file that is valid too, as "aws cloudtrail validate-logs" prints it',
      lines: [
        `validate-trail --trail-arn ${TRAIL_ARN}`,
        '--account-id 333333333333 --region eu-west-1 --start-time 2026-01-01 --verbose',
      ],
    },
    {
      title: 'A copy of the bucket, without AWS',
      lines: [
        `validate-trail --trail-arn ${TRAIL_ARN}`,
        `--from-directory ./copy --s3-bucket ${BUCKET}`,
        '--public-keys keys.json --signatures signatures.json --start-time 2026-01-01',
      ],
    },
    {
      title: 'What the scheduled validation holds open; "validate-trail acknowledge --help" says how to close it',
      lines: [`validate-trail acknowledge --trail-arn ${TRAIL_ARN}`, `--evidence-bucket ${BUCKET}-evidence`],
    },
  ],
  run: async (given, io) => (await import('./verify')).verify(given, io),
};
