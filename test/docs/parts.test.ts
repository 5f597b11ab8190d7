// The documents that list parts of the code list all of them.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DataEvents } from '../../lib';
import { root } from './documents';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const foldersIn = (folder: string) =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

describe('docs/architecture.md has each folder in its table of imports', () => {
  const [, table = ''] =
    /^## Which way imports point\n[\s\S]*?\n\n(\|[\s\S]*?)\n\n/m.exec(read('docs/architecture.md')) ?? [];
  const rows = table.split('\n').map((row) => row.split('|').slice(1, -1));
  const [head = []] = rows;

  test.each(head.map((cell, column) => [cell.trim().replaceAll('`', ''), column] as const))('%s', (folder, column) => {
    // What is named before the words that explain it.
    const named = rows.slice(2).flatMap((row) => /^( `[\w-]+`,?)+/.exec(row[column])?.[0].match(/[\w-]+/g) ?? []);
    expect(named).toEqual(expect.arrayContaining(foldersIn(folder)));
  });

  test('the table has the three parts', () => {
    expect(head.map((cell) => cell.trim())).toEqual(['`lib/`', '`lambda/`', '`lambda/core/`']);
  });
});

test('docs/data-events.md has a row for each choice of data events', () => {
  const choices = Object.getOwnPropertyNames(DataEvents).filter(
    (name) => !['length', 'name', 'prototype'].includes(name),
  );
  expect(choices.length).toBeGreaterThan(5);
  const page = read('docs/data-events.md');
  expect(choices.filter((name) => !page.includes(`\n| \`DataEvents.${name}(`))).toEqual([]);
});
