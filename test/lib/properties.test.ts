// Each property of the API says what it means and what holds without it, and is set in a test of its capability.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '../..');
const filesBelow = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const EXPORTED = new Set(read('lib/index.ts').match(/\w+/g));

interface Property {
  readonly name: string;
  /** The folder below lib/. */
  readonly capability: string;
  readonly isOptional: boolean;
  readonly doc: string;
}

const PROPERTIES = filesBelow('lib').flatMap((file) =>
  ts
    .createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
    .statements.filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => EXPORTED.has(name.text) && /(Options|Props|Attributes)$/.test(name.text))
    .flatMap((declared) =>
      declared.members.filter(ts.isPropertySignature).map((member) => row(file, declared, member)),
    ),
);

function row(
  file: string,
  declared: ts.InterfaceDeclaration,
  member: ts.PropertySignature,
): readonly [string, Property] {
  const name = member.name.getText();
  const doc = member.getFullText().slice(0, member.getLeadingTriviaWidth());
  const property = { name, capability: file.split('/')[1], isOptional: member.questionToken !== undefined, doc };
  return [`${declared.name.text}.${name}`, property];
}

const TESTS = new Map<string, string>();
const testsOf = (capability: string) => {
  const text = TESTS.get(capability) ?? filesBelow(`test/lib/${capability}`).map(read).join('\n');
  TESTS.set(capability, text);
  return text;
};

test('the API has properties', () => {
  expect(PROPERTIES.length).toBeGreaterThan(50);
});

describe.each(PROPERTIES)('%s', (_, { name, capability, isOptional, doc }) => {
  test('says in its doc comment what it means', () => {
    expect(doc).toMatch(/\/\*\*\s+(\* )?[A-Z]/);
  });

  test('says by @default what holds without it, where it may be left out', () => {
    expect(/@default \S/.test(doc)).toBe(isOptional);
  });

  test(`is given a value in a test of test/lib/${capability}/`, () => {
    // In an object, in short form, or as the name of a case that an object is made of.
    expect(testsOf(capability)).toMatch(new RegExp(`\\b${name}\\b(:|,| \\}|')`));
  });
});
