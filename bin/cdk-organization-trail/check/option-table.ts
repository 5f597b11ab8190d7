import { HELP_OPTION, REPORT_OPTIONS, type OptionGroups, type OptionName } from '../../shared/options';

/** The options under the headings that `--help` shows, in its order. */
export const OPTION_GROUPS = {
  'The trail, each option in place of its field in the context of cdk.json': {
    'management-account': { value: 'ID', help: 'the account that owns the trail' },
    'log-archive-account': { value: 'ID', help: 'the account of the log bucket (default: the management account)' },
    'home-region': { value: 'REGION', help: 'the Region in which the trail is created' },
    'organization-id': { value: 'ID', help: 'the organization (default: a single account without one)' },
    'trail-name': { value: 'NAME', help: 'the name of the trail (default: organization-trail or account-trail)' },
    'guardrail-target': { value: 'ID', repeated: true, help: 'a root, organizational unit or account of guardrails' },
    'config-recorder': {
      value: 'WHICH',
      choices: ['existing', 'create', 'none'],
      help: 'existing (default); create or none need no recorder beforehand',
    },
    'bootstrap-qualifier': { value: 'NAME', help: 'the qualifier of the CDK bootstrap (default: hnb659fds)' },
    'deployer-account': {
      value: 'ID',
      repeated: true,
      help: 'an account that deploys, as that of a pipeline (default: the management account)',
    },
    athena: { help: 'questions are asked with Athena' },
    config: { value: 'FILE', help: 'the file with that context (default: cdk.json)' },
  },
  'The report': REPORT_OPTIONS,
  'The command': HELP_OPTION,
} as const satisfies OptionGroups;

export type CheckOption = OptionName<typeof OPTION_GROUPS>;
