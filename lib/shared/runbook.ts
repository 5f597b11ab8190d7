// Where people find what to do. Imports nothing, so that constructs and functions can share it.

/** The page that has a section for every alarm, alert and finding. */
export const RUNBOOK_URL = 'https://github.com/cdk-organization-trail/cdk-organization-trail/blob/main/docs/runbook.md';

/** The address of a section, by its heading. */
export function runbookUrl(section: string): string {
  return `${RUNBOOK_URL}#${section.toLowerCase().replace(/ /g, '-')}`;
}
