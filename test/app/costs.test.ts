// The costs in the README are calculated from the templates.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { LOAD } from '../../bench/deployment-costs';
import { costTables } from '../../tools/docs/costs';
import { sectionOf } from '../../tools/docs/tables';

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test.each(costTables())('the table of costs in $file is current: if not, run "npm run docs"', (table) => {
  const page = read(table.file);
  const { from, to } = sectionOf(page, table);
  const lines = page.slice(from, to).trim().split('\n');
  const [head, , ...rows] = lines.map((line) => line.split(/ *\| */).slice(1, -1));
  expect([head, ...rows]).toEqual(table.cells);
});

test.each(['README.md', 'docs/questions.md'])('%s says what an account makes in a day', (file) => {
  const page = read(file).replace(/\s+/g, ' ');
  expect(page).toContain(`${LOAD.gzipGigabytes * 1000} MB of gzip files, or ${LOAD.textGigabytes * 1000} MB of text`);
  expect(page).toContain(`${LOAD.files.toLocaleString('en-US')} files a day`);
});
