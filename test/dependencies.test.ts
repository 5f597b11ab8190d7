// Who may import whom. Type-only imports count: they tie files together as much.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const root = path.join(__dirname, '..');
const SETTINGS = 'lib/private/settings';

interface Direction {
  readonly files: RegExp;
  /** Packages, and files of the project by their path without extension. */
  readonly mayImport: readonly RegExp[];
}

const CDK = [/^aws-cdk-lib(\/|$)/, /^constructs$/];
const AWS_SDK = [/^@aws-sdk\//, /^@smithy\//, /^undici$/];
const NODE = [/^node:/];
const PURE = [/^lib\/private\/(partitions|problem|rules)$/];
/** The app, a file for each part of it. */
const POWERTOOLS = [/^@aws-lambda-powertools\//, /^aws-lambda$/];

/** The first row that a file matches holds for it. */
const DIRECTIONS: readonly Direction[] = [
  { files: /^lib\/private\/(partitions|problem|rules|settings)\.ts$/, mayImport: [] },
  { files: /^lib\//, mayImport: [...CDK, /^node:path$/, /^lib\//] },
  { files: /^lambda\/[^/]+\/core\//, mayImport: [/^node:crypto$/, /^node:zlib$/, /^lambda\/[^/]+\/core\//] },
  { files: /^lambda\/[^/]+\/aws\//, mayImport: [...NODE, ...AWS_SDK, /^lambda\//, new RegExp(`^${SETTINGS}$`)] },
  { files: /^lambda\//, mayImport: [...NODE, ...POWERTOOLS, /^lambda\//, new RegExp(`^${SETTINGS}$`)] },
  { files: /^bin\/app(\.ts|\/)/, mayImport: [...CDK, /^lib$/, /^bin\/(app-configuration$|app\/)/] },
  { files: /^bin\/app-configuration\.ts$/, mayImport: [/^lib\/private\/(partitions|problem|rules)$/] },
  { files: /^bin\/check-prerequisites/, mayImport: [...NODE, ...AWS_SDK, /^bin\//, ...PURE] },
  { files: /^bin\//, mayImport: [...NODE, /^bin\//, /^lambda\//, ...PURE] },
];

test.each(sources())('%s imports only what it may', (file) => {
  const direction = DIRECTIONS.find(({ files }) => files.test(file))!;
  const forbidden = importsOf(file).filter((name) => !direction.mayImport.some((allowed) => allowed.test(name)));
  expect(forbidden).toEqual([]);
});

test('an import that is not allowed is found, also one of types alone', () => {
  const found = importedBy('lambda/x/core/y.ts', "import type { App } from 'aws-cdk-lib'; export * from '../aws/z';");
  expect(found).toEqual(['aws-cdk-lib', 'lambda/x/aws/z']);
});

function sources(): string[] {
  return ['lib', 'lambda', 'bin'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file.split(path.sep).join('/')}`),
  );
}

function importsOf(file: string): string[] {
  return importedBy(file, readFileSync(path.join(root, file), 'utf8'));
}

function importedBy(file: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? path.posix.join(path.posix.dirname(file), fileName) : fileName,
    );
}
