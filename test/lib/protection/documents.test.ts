// The tables of the documents are what the table of protected resources makes of them.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
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

function cellsOf(line: string): string[] {
  const cells = line.split('|').map((cell) => cell.trim());
  return cells.slice(1, -1);
}
