import { HELP_OPTION, REPORT_OPTIONS, type OptionGroups, type OptionName } from '../../shared/options';

/** The options under the headings that `--help` shows, in its order. */
export const OPTION_GROUPS = {
  'What to verify': {
    report: { value: 'FILE', help: 'the report, as it was copied from the evidence bucket' },
    signature: { value: 'FILE', help: 'its signature (default: the name of the report with .sig.json after it)' },
    previous: { value: 'DIR', help: 'a folder with the reports before it, as "aws s3 sync" copies them' },
    'only-report': { help: 'leave out the files that the report names, such as the list of findings' },
  },
  'By which key': {
    'public-key': { value: 'FILE', help: 'as "aws kms get-public-key" gives it: DER, base64, JSON or PEM' },
    fingerprint: { value: 'SHA256', help: 'what you wrote down when you were handed the public key' },
  },
  'The report': REPORT_OPTIONS,
  'The command': HELP_OPTION,
} as const satisfies OptionGroups;

export type CheckReportOption = OptionName<typeof OPTION_GROUPS>;
