// The manual of verify, and the statements of all documents that were not verified against AWS: each names what settles it.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CHECKS } from '../../../../bin/cdk-organization-trail/verify/checks/table';
import { REPAIR_DRY_RUN } from '../../../../bin/cdk-organization-trail/verify/drill/repair-dry-run';
import { STEPS } from '../../../../bin/cdk-organization-trail/verify/drill/steps';
import { SEND_TEST } from '../../../../bin/cdk-organization-trail/verify/send-test';

const root = path.join(__dirname, '../../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manual = read('docs/verify.md');

const ASKED = [...CHECKS, SEND_TEST, ...STEPS, REPAIR_DRY_RUN];

/** The headings of procedures, checks and steps. */
const HEADINGS = [...manual.matchAll(/^### ([a-z-]+)$/gm)].map(([, heading]) => heading);

const DOCUMENTS = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md') && name !== 'docs/verify.md',
);

interface Statement {
  readonly where: string;
  readonly text: string;
  readonly ids: readonly string[];
}

const PHRASE = /not\s+verified\s+against\s+AWS/i;

/** Paragraphs and items of lists, and every item below a heading that says so. */
function statementsOf(document: string): Statement[] {
  let isListed = false;
  return read(document)
    .split(/\n(?=#|- |\n)|\n{2,}/)
    .flatMap((block) => {
      if (block.trim().startsWith('#')) isListed = PHRASE.test(block);
      const text = block.trim();
      const isStatement = !text.startsWith('#') && (PHRASE.test(text) || (isListed && text.startsWith('- ')));
      return isStatement ? [{ where: document, text, ids: linksIn(text) }] : [];
    });
}

const linksIn = (text: string) => [...text.matchAll(/\(\S*verify\.md#([a-z-]+)\)/g)].map(([, id]) => id);

const STATEMENTS = DOCUMENTS.flatMap(statementsOf);

/** Rows of the table in the manual: the document, and what settles the statement. */
const ROWS = [...manual.matchAll(/^\| \[([\w.-]+)\]\(\S+\) +\|(.*)\|(.*)\|$/gm)].map(([, document, , settled]) => ({
  document,
  ids: [...settled.matchAll(/\(#([a-z-]+)\)/g)].map(([, id]) => id),
}));

test('every check and step has a section that begins with its question, in their order', () => {
  expect(HEADINGS.filter((heading) => !heading.startsWith('procedure-'))).toEqual(ASKED.map(({ id }) => id));
  for (const { id, question } of ASKED) expect(manual).toContain(`### ${id}\n\n${question}\n`);
});

test('there are statements to be settled', () => {
  expect(STATEMENTS.length).toBeGreaterThan(20);
});

test.each(STATEMENTS.map(({ where, text, ids }) => [where, text.replace(/\s+/g, ' ').slice(0, 80), ids] as const))(
  '%s: "%s" names what settles it',
  (_, __, ids) => {
    expect(ids).not.toEqual([]);
    expect(ids.filter((id) => !HEADINGS.includes(id))).toEqual([]);
  },
);

test('the manual lists what settles the statements of each document, and nothing else', () => {
  const linked = (entries: readonly { document: string; ids: readonly string[] }[]) =>
    [...new Set(entries.flatMap(({ document, ids }) => ids.map((id) => `${document} ${id}`)))].sort();
  const inDocuments = STATEMENTS.map(({ where, ids }) => ({ document: path.basename(where), ids }));
  expect(linked(ROWS)).toEqual(linked(inDocuments));
});

test('every procedure settles something', () => {
  const used = new Set(ROWS.flatMap(({ ids }) => ids));
  expect(HEADINGS.filter((heading) => heading.startsWith('procedure-') && !used.has(heading))).toEqual([]);
});

test('so does every comment of the code that says so', () => {
  const files = ['lib', 'lambda', 'bin', 'test/support'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const comments = files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...read(name).matchAll(/(?:^ *(?:\/\/|\/?\*).*\n)+/gm)].map(([text]) => ({ name, text })))
    .filter(({ text }) => PHRASE.test(text.replace(/\n *(\/\/|\*) ?/g, ' ')));
  expect(comments.length).toBeGreaterThan(0);
  const unsettled = comments.filter(
    ({ text }) => !HEADINGS.some((heading) => new RegExp(`\\b${heading}\\b`).test(text)),
  );
  expect(unsettled.map(({ name }) => name)).toEqual([]);
});

test('no document says it in other words', () => {
  const others =
    /never (compared|tried|exercised)|not (tried|tested|exercised|shown) (on|against) AWS|whether [^.]*is\s+not\s+verified\.|^## Not verified$/m;
  expect(DOCUMENTS.filter((document) => others.test(read(document)))).toEqual([]);
});
