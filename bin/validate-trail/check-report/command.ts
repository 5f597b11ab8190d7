import type { Command } from '../../shared/command';
import { OPTION_GROUPS, type CheckReportOption } from './option-table';

const REPORT = 'reports/2026/01/10/2026-01-10T12:00:00.000Z-20260110T120000Z-4f1c2a90.json';

export const CHECK_REPORT: Command<CheckReportOption> = {
  name: 'validate-trail check-report',
  summary: 'verify a report of the scheduled validation without AWS',
  synopsis: ['--report FILE --public-key FILE [options]'],
  notes:
    'It verifies the signature over the bytes of the report, the files that the report names, and the reports before it.\n' +
    'Exit status 2 says that something the report names is not there, or has no signature.',
  options: OPTION_GROUPS,
  examples: [
    {
      title: 'A report with its signature and its findings beside it',
      lines: [`validate-trail check-report --report ${REPORT}`, '--public-key signing-key.der'],
    },
    {
      title: 'The reports before it as well, and the public key compared with what was written down',
      lines: [
        `validate-trail check-report --report ${REPORT}`,
        '--public-key signing-key.der',
        `--fingerprint ${'0123456789abcdef'.repeat(4)}`,
        '--previous reports',
      ],
    },
  ],
  run: async (given, io) => (await import('./run')).checkReport(given, io),
};
