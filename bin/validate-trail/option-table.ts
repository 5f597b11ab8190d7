import { REQUESTS_AT_ONCE } from '../../lambda/core/flow/limiter';
import { AWS_OPTIONS } from '../shared/aws-options';
import { HELP_OPTION, REPORT_OPTIONS, type OptionGroups, type OptionName } from '../shared/options';

/** The options under the headings that `--help` shows, in its order. The first group is that of the AWS CLI. */
export const OPTION_GROUPS = {
  'What to verify, as in "aws cloudtrail validate-logs"': {
    'trail-arn': { value: 'ARN', help: 'the trail' },
    'start-time': { value: 'TIME', help: 'verify what was delivered from then on; UTC, or with an offset' },
    'end-time': { value: 'TIME', help: 'and until then (default: now)' },
    's3-bucket': { value: 'NAME', help: 'the bucket, if it is not the one that the trail names now' },
    's3-prefix': { value: 'PREFIX', help: 'the key prefix in that bucket' },
    'former-location': {
      value: 'LOCATION',
      repeated: true,
      help: 'a former location: bucket=NAME,owner=ID,since=TIME,until=TIME[,prefix=PREFIX]',
    },
    'account-id': { value: 'ID', help: 'this account only (default: all that the trail records)' },
    region: { value: 'REGION', help: 'this Region only, or "all" (default: all; the home Region with --account-id)' },
    verbose: { help: 'show each file that is valid, too' },
  },
  'The organization': {
    'organization-id': { value: 'ID', help: 'the organization, where AWS Organizations cannot be read' },
    expect: { value: 'FILE', repeated: true, help: 'accounts and Regions that must have digests (see the manual)' },
    acknowledged: { value: 'FILE', repeated: true, help: 'findings that a person has acknowledged (see the manual)' },
    'unvalidated-trail': {
      value: 'TRAIL',
      repeated: true,
      help: 'a trail without log file validation that writes there too (see the manual)',
    },
    'retention-days': { value: 'DAYS', help: 'how long the bucket keeps log files; older ones are not missed' },
  },
  'A copy of the bucket': {
    'copy-of': { value: 'BUCKET', help: 'the bucket that --s3-bucket is a copy or a replica of' },
    'from-directory': { value: 'DIR', help: 'read a folder made by "aws s3 sync s3://BUCKET DIR", without AWS' },
    'public-keys': { value: 'FILE', help: 'keys as "aws cloudtrail list-public-keys" prints them; also beside AWS' },
    signatures: { value: 'FILE', help: 'signatures that --save-signatures wrote, which a copy does not have' },
    'save-signatures': { value: 'FILE', help: 'write them, from the bucket, for later' },
  },
  'The report': {
    output: { ...REPORT_OPTIONS.output, choices: ['text', 'json', 'ndjson'], help: 'text (default), json or ndjson' },
    'report-file': REPORT_OPTIONS['report-file'],
  },
  'As in every command of the AWS CLI': AWS_OPTIONS,
  'The command': {
    workers: { value: 'N', help: 'the most threads at once (default: one for each core, at most 8)' },
    concurrency: { value: 'N', help: `the most requests at once (default: ${REQUESTS_AT_ONCE})` },
    ...HELP_OPTION,
  },
} as const satisfies OptionGroups;

export type VerifyOption = OptionName<typeof OPTION_GROUPS>;
