// The costs in docs/validation.md are those that "npm run bench -- costs" prints.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { calculateCosts } from '../../bench/validation-costs';

const SIZES = [10, 100, 1000, 10_000];

/** The rows of figures that are printed, table by table. */
function printed(): number[][][] {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => lines.push(text));
  calculateCosts(SIZES);
  log.mockRestore();
  return lines.map((table) =>
    table
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(/ {2,}/).map(Number)),
  );
}

/** The same of the document, as texts: a figure may be rounded further there. */
function documented(): string[][][] {
  const page = readFileSync(path.join(__dirname, '../../docs/validation.md'), 'utf8');
  const [, section = ''] = page.split('## Cost and limits\n');
  return [...section.matchAll(/^(\|.*\n)+/gm)].map(([table]) =>
    table
      .split('\n')
      .filter((line) => /^\| [\d,]+ /.test(line))
      .map((line) => line.split(/ *\| */).slice(1, -1)),
  );
}

const isSame = (figure: number, cell: string) => {
  const number = cell.replaceAll(',', '').replace(/ .*/, '');
  const digits = number.split('.')[1]?.length ?? 0;
  return figure.toFixed(digits) === number;
};

test('each table that is printed is in the document', () => {
  const [tables, inDocument] = [printed(), documented()];
  expect(tables.map((rows) => rows.length)).toEqual(tables.map(() => SIZES.length));
  expect(tables.length).toBeGreaterThan(1);
  const missing = tables.filter(
    (rows) =>
      !inDocument.some(
        (cells) =>
          cells.length === rows.length &&
          rows.every((row, at) => row.every((figure, column) => isSame(figure, cells[at][column] ?? ''))),
      ),
  );
  expect(missing).toEqual([]);
});
