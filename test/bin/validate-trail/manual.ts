import { readFileSync } from 'node:fs';
import path from 'node:path';

const MANUAL = path.join(__dirname, '../../../docs/validate-trail.md');

/** The options that the table beside the AWS CLI has a row for. */
export function optionsInManual(): string[] {
  return [...readFileSync(MANUAL, 'utf8').matchAll(/^\| `--([a-z0-9-]+)` +\|/gm)].map(([, name]) => name);
}
