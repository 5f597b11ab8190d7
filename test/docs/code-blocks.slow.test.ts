// The code in the documents compiles, in the fixture that jsii-rosetta puts the examples of the API into.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { DOCUMENTS, root } from './documents';

jest.setTimeout(300_000);

interface Block {
  readonly name: string;
  readonly code: string;
}

const BLOCK = /^```ts( nofixture)?\n([\s\S]*?)^```$/gm;
const fixture = readFileSync(path.join(root, 'rosetta/default.ts-fixture'), 'utf8');

const BLOCKS = DOCUMENTS.flatMap((document) =>
  [...readFileSync(path.join(root, document), 'utf8').matchAll(BLOCK)].map(([, isWhole, code], index): Block => ({
    name: `${document}-${index + 1}.ts`,
    code: isWhole ? code : inFixture(code),
  })),
);

const WRONG = { name: 'wrong.ts', code: inFixture('new LogArchive(this, "A", { trial: trail });') };
const errors = errorsOf([...BLOCKS, WRONG]);

test.each(BLOCKS.map(({ name }) => name))('%s compiles', (name) => {
  expect(errors.get(name) ?? []).toEqual([]);
});

test('there are such blocks, and one that is wrong is found', () => {
  expect(BLOCKS.length).toBeGreaterThan(8);
  expect(errors.get(WRONG.name)).toEqual([expect.stringContaining('trial')]);
});

/** As jsii-rosetta does it: what is declared stands outside of the class. */
function inFixture(code: string): string {
  const lines = code.split('\n');
  const [declared, others] = [true, false].map((is) => lines.filter((line) => line.startsWith('declare ') === is));
  return `${fixture.replace('/// here', () => others.join('\n'))}\n${declared.join('\n')}`;
}

/** What the compiler says of each block, all of them in one program. */
function errorsOf(blocks: readonly Block[]): Map<string, string[]> {
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent({ extends: path.join(root, 'tsconfig.json') }, ts.sys, root).options,
    noEmit: true,
    incremental: false,
    composite: false,
    skipLibCheck: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    rootDir: undefined,
    paths: { 'cdk-organization-trail': [path.join(root, 'lib/index.ts')] },
  };
  const codeOf = new Map(blocks.map(({ name, code }) => [path.join(root, 'test/docs', name.replace('/', '-')), code]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => codeOf.get(path.normalize(file)) ?? readFile(file);
  host.fileExists = (file) => codeOf.has(path.normalize(file)) || fileExists(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target, ...rest) => {
    const code = codeOf.get(path.normalize(file));
    return code === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, code, target);
  };
  const program = ts.createProgram([...codeOf.keys()], options, host);
  const found = new Map<string, string[]>();
  blocks.forEach(({ name }) => {
    const file = program.getSourceFile(path.join(root, 'test/docs', name.replace('/', '-')));
    const messages = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
    if (file === undefined) messages.push('not compiled');
    if (messages.length > 0) found.set(name, messages);
  });
  return found;
}
