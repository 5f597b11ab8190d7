import type { Command } from '../../shared/command';
import { OPTION_GROUPS, type VerifyOption } from './option-table';

export const VERIFY: Command<VerifyOption> = {
  name: 'cdk-organization-trail verify',
  summary: 'ask AWS whether what the app deploys is there, and whether it works',
  synopsis: ['[--app FOLDER] [--profile ACCOUNT=NAME | --role ARN] [options]'],
  notes:
    'It reads, and changes nothing, unless --send-test or --drill asks for more. Each account is asked with credentials\n' +
    'of its own. ACCOUNT is its number, "management" (that of the trail) or "log-archive" (that of the log bucket).',
  options: OPTION_GROUPS,
  examples: [
    {
      title: 'Two accounts, by a profile each',
      lines: ['cdk-organization-trail verify --profile management=audit-1', '--profile log-archive=audit-2'],
    },
    {
      title: 'The log archive account by a role, with a report for programs',
      lines: [
        'cdk-organization-trail verify --profile audit',
        '--role arn:aws:iam::222222222222:role/auditor --output json --report-file verify.json',
      ],
    },
    {
      title: 'What those profiles and roles need to be allowed',
      lines: ['cdk-organization-trail verify --print-policy'],
    },
  ],
  run: async (given, io) => (await import('./run')).verify(given, io),
};
