// Where people find what to do. Imports nothing, so that constructs and functions can share it.

/** That of package.json; a test compares them. */
const VERSION = '0.1.0';

/** The runbook of this version of the library: a later one may have other sections. */
export const DEFAULT_RUNBOOK_URL = `https://github.com/cdk-organization-trail/cdk-organization-trail/blob/v${VERSION}/docs/runbook.md`;

/** What alarms and alerts end with: the address of a section of the runbook, by its heading. */
export function whatToDo({ runbookUrl }: { readonly runbookUrl: string }, section: string): string {
  return `What to do: ${runbookUrl}#${section.toLowerCase().replace(/ /g, '-')}`;
}
