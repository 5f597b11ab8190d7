// The tables of the documents are what the tables in the code make of them.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as library from '../../../lib';
import { CisControl, ExtraFilter } from '../../../lib';
import { bucketAlerts } from '../../../lib/detection/alerts/bucket-alerts';
import { roleAlerts } from '../../../lib/detection/alerts/role-alerts';
import { READING_SECTIONS } from '../../../lib/shared/contract';
import { SILENCE_SECTION } from '../../../lib/detection/channel/heartbeat';
import { CHANNEL_SECTIONS } from '../../../lib/detection/channel/receiving';
import { callsOf, isBecause, TAMPER_ALERT_NAMES } from '../../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import { organizationTrail } from '../../support/stacks';
import { documentTables, sectionOf } from '../../../tools/docs/tables';

test.each(documentTables())('the table of $name in $file is current: if not, run "npm run docs"', (table) => {
  const page = readFileSync(path.join(__dirname, '../../..', table.file), 'utf8');
  const { from, to } = sectionOf(page, table);
  const [head, , ...rows] = page.slice(from, to).trim().split('\n').map(cellsOf);
  expect([head, ...rows]).toEqual(table.cells);
});

test('docs/attacks.md has a row for each protected resource', () => {
  const [{ cells }] = documentTables();
  const names = new Set(cells.slice(1).map(([name]) => name));
  expect([...names]).toEqual(PROTECTED_RESOURCES.map(({ name }) => name));
});

test('every alert, alarm and construct that docs/attacks.md names exists', () => {
  const page = readFileSync(path.join(__dirname, '../../../docs/attacks.md'), 'utf8');
  const known = [
    ...[
      ...TAMPER_ALERT_NAMES,
      ...PROTECTED_RESOURCES.flatMap(callsOf).flatMap(({ guard }) => (isBecause(guard) ? [] : guard)),
    ],
    ...[
      ...CisControl.all().map(({ controlId }) => controlId),
      ...ExtraFilter.all().map(({ filterName }) => filterName),
    ],
    ...[...bucketAlerts(organizationTrail()), ...roleAlerts(organizationTrail(), '111111111111')].map(
      ({ section }) => section,
    ),
    ...[...CHANNEL_SECTIONS, ...Object.values(READING_SECTIONS), SILENCE_SECTION],
    ...Object.keys(library),
  ];
  const named = [...page.matchAll(/`([A-Z][a-z]+[A-Z]\w+)`|\b(CloudWatch\.\d+)/g)].map(
    ([, name, control]) => name ?? control,
  );
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
});

function cellsOf(line: string): string[] {
  const cells = line.split('|').map((cell) => cell.trim());
  return cells.slice(1, -1);
}
