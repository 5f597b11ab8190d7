// Sorting more than fits into memory: against sorting in memory.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareKeys } from '../../../lambda/core/format/compare-keys';
import { SortedOnDisk } from '../../../lambda/records/sorted-on-disk';
import fc from '../../support/properties';

const ORDER = {
  compare: compareKeys,
  stringify: (text: string) => JSON.stringify(text),
  parse: (line: string) => JSON.parse(line) as string,
};

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'sorted-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function all(items: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('gives what was added in the order of its bytes, however much of it is held in memory', async () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 30 }), async (items, mostHeld) => {
      const row = new SortedOnDisk(folder, 'row', ORDER, mostHeld);
      for (const item of items) await row.add(item);
      const bytes = items.map((item) => Buffer.from(item)).sort((one, other) => Buffer.compare(one, other));
      expect((await all(row.sorted())).map((item) => Buffer.from(item))).toEqual(bytes);
      await row.remove();
      expect(readdirSync(folder)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('takes rows that are sorted already, with line ends of other kinds in them', async () => {
  const row = new SortedOnDisk(folder, 'row', ORDER);
  const lines = ['a\u2028\r', 'c'].map((text) => `${JSON.stringify(text)}\n`);
  await row.addSorted(gzipSync(lines.join('')));
  await row.add('b');
  expect(await all(row.sorted())).toEqual(['a\u2028\r', 'b', 'c']);
  await row.remove();
});
