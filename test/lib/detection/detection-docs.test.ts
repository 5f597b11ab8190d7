// What the documentation lists is what the tables hold.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CisControl, ExtraFilter } from '../../../lib';
import { SAVED_QUERIES } from '../../../lib/insight/saved-queries';

const read = (name: string) => readFileSync(path.join(__dirname, '../../..', name), 'utf8');
const detection = read('docs/detection.md');
const runbook = read('docs/runbook.md');

/** The cells of the row of a table that has this text in one of them. */
function row(page: string, cell: string): string[] {
  const rows = page.split('\n').map((line) => line.split('|').map((text) => text.trim()));
  const found = rows.filter((cells) => cells.length > 2 && cells.includes(cell));
  expect(found).toHaveLength(1);
  return found[0];
}

test.each(CisControl.all())(
  'docs/detection.md lists $controlId (npm run docs writes it)',
  ({ controlId, filterName, title, severity }) => {
    expect(row(detection, controlId)).toEqual(expect.arrayContaining([`\`${filterName}\``, title, severity]));
  },
);

test.each(ExtraFilter.all())(
  'docs/runbook.md says why there is $filterName (npm run docs writes it)',
  ({ filterName, ...filter }) => {
    expect(row(runbook, `\`${filterName}\``)).toEqual(
      expect.arrayContaining([filter.title, filter.severity, filter.reason]),
    );
  },
);

test('docs/detection.md names the controls whose patterns have no event source', () => {
  const numbers = CisControl.all()
    .filter(({ filterPattern }) => !filterPattern.includes('$.eventSource'))
    .map(({ controlId }) => controlId.replace('CloudWatch.', ''));
  expect(detection).toContain(
    `CloudWatch.${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} name no event source`,
  );
});

test.each(SAVED_QUERIES)('docs/detection.md says what $name shows', ({ name, description }) => {
  expect(row(detection, `\`${name}\``)).toContain(description);
});

test('docs/detection.md says what no template can verify', () => {
  expect(detection.replace(/\s+/g, ' ')).toMatch(/no template can verify is that somebody confirmed/);
});
