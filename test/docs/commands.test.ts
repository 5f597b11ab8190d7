// The commands of this library in the documents have the verbs and options that their help shows.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DOCUMENTS, root } from './documents';

const BLOCK = /^ *```sh\n([\s\S]*?)^ *```$/gm;
const ANY_BLOCK = /^ *```[\s\S]*?^ *```$/gm;
const INLINE = /`([^`\n]+)`/g;
const COMMAND =
  /^(?:\w+=\S+ )*(?:npx )?(?:-p cdk-organization-trail )?(?:node assets\/)?(validate-trail|cdk-organization-trail)(?:\/index\.mjs)?\b(.*)$/;

interface Use {
  readonly document: string;
  readonly name: string;
  readonly verb?: string;
  readonly options: readonly string[];
}

const PAGES = [
  ...DOCUMENTS,
  ...execFileSync('git', ['ls-files', '-z', '--', 'examples/*.md'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean),
];

const USES = PAGES.flatMap((document) => {
  const page = readFileSync(path.join(root, document), 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, block]) => block.replaceAll(/\\\n\s*/g, ''));
  const inline = [...page.replace(ANY_BLOCK, '').matchAll(INLINE)].map(([, code]) => code);
  return [...blocks, ...inline].flatMap((text) => text.split(/\n|&& /).flatMap((line) => useOf(document, line.trim())));
});

function useOf(document: string, line: string): Use[] {
  const [, name, rest] = COMMAND.exec(line) ?? [];
  if (name === undefined) return [];
  const [verb] = /^ ([a-z][a-z-]*)(?= |$)/.exec(rest)?.slice(1) ?? [];
  return [{ document, name, verb, options: rest.match(/(?<= )--[a-z0-9-]+/g) ?? [] }];
}

const helps = new Map<string, string>();

function helpOf({ name, verb }: Use): string {
  const key = `${name} ${verb}`;
  const args = [path.join(root, 'assets', name, 'index.mjs'), ...(verb === undefined ? [] : [verb]), '--help'];
  const help = helps.get(key) ?? execFileSync(process.execPath, args, { encoding: 'utf8' });
  helps.set(key, help);
  return help;
}

test('the documents use both commands', () => {
  expect(new Set(USES.map(({ name }) => name))).toEqual(new Set(['validate-trail', 'cdk-organization-trail']));
  expect(USES.length).toBeGreaterThan(10);
});

test.each(USES)('$document: $name $verb $options', (use) => {
  const help = helpOf(use);
  expect(use.options.filter((option) => !new RegExp(`${option}(?![\\w-])`).test(help))).toEqual([]);
});
