import { HELP_OPTION, REPORT_OPTIONS, type OptionGroups, type OptionName } from '../../shared/options';

/** The options under the headings that `--help` shows, in its order. */
export const OPTION_GROUPS = {
  'What is verified': {
    app: { value: 'FOLDER', repeated: true, help: 'what "cdk synth" wrote (default: cdk.out); once for each app' },
    'trail-arn': { value: 'ARN', help: 'the trail, where the app has several' },
    check: { value: 'ID', repeated: true, help: 'this check alone' },
    skip: { value: 'ID', repeated: true, help: 'all checks but this one' },
  },
  'By whose credentials': {
    profile: { value: '[ACCOUNT=]NAME', repeated: true, help: 'a profile, of this account or of all others' },
    role: { value: '[ACCOUNT=]ARN', repeated: true, help: 'a role that is assumed in its account' },
  },
  'What is done besides': {
    'print-policy': { help: 'print the permissions that are needed in each account, and ask AWS nothing' },
    'send-test': { help: 'send a message to each alarm topic' },
    drill: { help: 'make calls that are denied or change nothing, and wait for their alerts' },
    yes: { help: 'agree to the calls of the drill beforehand' },
  },
  'The report': REPORT_OPTIONS,
  'The command': HELP_OPTION,
} as const satisfies OptionGroups;

export type VerifyOption = OptionName<typeof OPTION_GROUPS>;
