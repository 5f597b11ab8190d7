// What holds for every document, and for the README.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DOCUMENTS, root } from './documents';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('the README has at most 150 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

describe('the README in Japanese is in step', () => {
  const parts = (file: string) => {
    const page = read(file);
    const headings = [...page.matchAll(/^(#+) /gm)].map(([, level]) => level);
    const blocks = [...page.matchAll(/^```[\s\S]*?^```/gm)].map(([block]) => block);
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target.replace('README.ja.md', 'README.md'));
    const rows = [...page.matchAll(/^\|.*$/gm)].map(([row]) => row.split('|').length);
    const names = [...new Set(page.match(/`[^`\n]+`/g))].sort();
    return { headings, blocks, links: links.sort(), rows, names };
  };

  test.each(['headings', 'blocks', 'links', 'rows', 'names'] as const)('%s', (part) => {
    expect(parts('README.ja.md')[part]).toEqual(parts('README.md')[part]);
  });
});

test('the README links to every page', () => {
  const readme = read('README.md');
  const pages = DOCUMENTS.filter((document) => document.startsWith('docs/'));
  expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
});

test('each message of this library that docs/troubleshooting.md quotes is in the code', () => {
  const sections = read('docs/troubleshooting.md').split(/^## /m);
  const quoted = ['At synthesis', 'validate-trail'].flatMap((title) =>
    [...(sections.find((section) => section.startsWith(title)) ?? '').matchAll(/^\| `([^`]+)` /gm)].map(([, it]) => it),
  );
  const ours = quoted.filter((message) => !message.startsWith('Cannot find module'));
  expect(ours.length).toBeGreaterThan(4);
  const code = execFileSync('git', ['ls-files', 'lib', 'bin', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file.endsWith('.ts') && existsSync(path.join(root, file)))
    .map(read)
    .join('\n');
  expect(ours.filter((message) => !code.includes(message))).toEqual([]);
});

test('the pictures are drawn from their text: if not, run "npm run docs"', () => {
  const script = `
    import picture from './tools/docs/picture.ts';
    const { drawn, PICTURES } = picture;
    for (const name of PICTURES) console.log(JSON.stringify([name, await drawn(name)]));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const lines = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  for (const [name, svg] of lines.map((line) => JSON.parse(line) as [string, string]))
    expect(read(`${name}.svg`)).toBe(svg);
});
