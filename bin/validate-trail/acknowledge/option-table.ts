import { AWS_OPTIONS } from '../../shared/aws-options';
import { HELP_OPTION, REPORT_OPTIONS, type OptionGroups, type OptionName } from '../../shared/options';

/** The options under the headings that `--help` shows, in its order. */
export const OPTION_GROUPS = {
  'Where the findings are': {
    'trail-arn': { value: 'ARN', help: 'the trail' },
    'evidence-bucket': { value: 'NAME', help: 'the bucket to which the scheduled validation writes its reports' },
  },
  'What to acknowledge': {
    name: {
      value: 'NAME',
      repeated: true,
      help: 'a finding, or the end of a chain: "chain-ended ACCOUNT REGION TIME"',
    },
    all: { value: 'GROUP', repeated: true, help: 'all findings of a chain with a code: "CODE ACCOUNT REGION"' },
    who: { value: 'NAME', help: 'who has looked into it' },
    why: { value: 'REASON', help: 'what it was' },
  },
  'The report': REPORT_OPTIONS,
  'As in every command of the AWS CLI': AWS_OPTIONS,
  'The command': HELP_OPTION,
} as const satisfies OptionGroups;

export type AcknowledgeOption = OptionName<typeof OPTION_GROUPS>;
