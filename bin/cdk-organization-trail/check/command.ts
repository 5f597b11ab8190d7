import type { Command } from '../../shared/command';
import { OPTION_GROUPS, type CheckOption } from './option-table';

export const CHECK: Command<CheckOption> = {
  name: 'cdk-organization-trail check',
  summary: 'show which prerequisites of the first deployment are missing',
  synopsis: ['[--config FILE] [options]', '--management-account ID --home-region REGION [options]'],
  notes:
    'It reads, and changes nothing. An account can be checked with its own credentials only: run it once in each.\n' +
    'The trail is described by the options, or by "organizationTrail" in the context of cdk.json.',
  options: OPTION_GROUPS,
  examples: [
    {
      title: 'Where cdk.json describes the trail',
      lines: ['AWS_PROFILE=management cdk-organization-trail check'],
    },
    {
      title: 'In an app of your own, with a report for programs',
      lines: [
        'cdk-organization-trail check --organization-id o-exampleorgid',
        '--management-account 111111111111 --log-archive-account 222222222222',
        '--home-region us-east-1 --output json --report-file prerequisites.json',
      ],
    },
  ],
  run: async (given, io) => (await import('./run')).check(given, io),
};
