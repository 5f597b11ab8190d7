import type { Command } from '../../shared/command';
import { OPTION_GROUPS, type AcknowledgeOption } from './option-table';

const PLACE = [
  'validate-trail acknowledge --trail-arn arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail',
  '--evidence-bucket trail-logs-222222222222-us-east-1-evidence',
];
const PERSON = "--who 'Jane Doe' --why 'restored from backup'";

export const ACKNOWLEDGE: Command<AcknowledgeOption> = {
  name: 'validate-trail acknowledge',
  summary: 'show what the scheduled validation holds open, and acknowledge it',
  synopsis: [
    '--trail-arn ARN --evidence-bucket NAME',
    '--trail-arn ARN --evidence-bucket NAME --name NAME --who NAME --why REASON',
  ],
  notes:
    'An acknowledgement is kept with the evidence, with the person, the reason and the identity that was signed in.',
  options: OPTION_GROUPS,
  examples: [
    { title: 'What is open', lines: PLACE },
    {
      title: 'One finding',
      lines: [...PLACE, "--name 'log-file-missing 333333333333 eu-west-1 s3://BUCKET/KEY'", PERSON],
    },
    { title: 'All of one kind', lines: [...PLACE, "--all 'digest-missing 333333333333 eu-west-1'", PERSON] },
    {
      title: 'A Region that was disabled, or an account that was closed',
      lines: [...PLACE, "--name 'chain-ended 333333333333 eu-west-3 2026-01-20T00:00:00Z'", PERSON],
    },
  ],
  run: async (given, io) => (await import('./run')).acknowledge(given, io),
};
