// Who may import whom. Imports of types count too: they tie files together as much as others.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const root = path.join(__dirname, '..');
const CONTRACT = 'lib/shared/contract';
/** The form in which templates and answers of AWS are compared. */
const DEPLOYED_FORM = /^lib\/shared\/deployed-form$/;

/** The layers of each part, highest first. A file imports from its own layer and from lower ones. */
const LAYERS: readonly (readonly string[])[] = [
  [
    'lib/index',
    'lib/stacks',
    'lib/insight',
    'lib/consumers',
    'lib/validation',
    'lib/guardrail',
    'lib/repair',
    'lib/detection',
    'lib/trail',
    'lib/archive',
    'lib/protection',
    'lib/identity',
    'lib/shared',
  ],
  ['lambda/validate', 'lambda/records', 'lambda/aws', 'lambda/core'],
  ['lambda/publish', 'lambda/records', 'lambda/aws', 'lambda/core'],
  ['lambda/group', 'lambda/aws', 'lambda/core'],
  ['lambda/channel', 'lambda/records', 'lambda/aws', 'lambda/core'],
  ['lambda/watch', 'lambda/records', 'lambda/aws', 'lambda/core'],
  ['lambda/report', 'lambda/aws', 'lambda/core'],
  ['lambda/folder', 'lambda/core'],
  ['run', 'report', 'ask', 'aws', 'prerequisites', 'target', 'gap', 'reads'].map(
    (name) => `bin/cdk-organization-trail/check/${name}`,
  ),
  ['run', 'report', 'drill', 'checks', 'aws', 'samples', 'plan'].map(
    (name) => `bin/cdk-organization-trail/verify/${name}`,
  ),
  [
    'lambda/core/index',
    'lambda/core/validate-trail',
    'lambda/core/validate-shards',
    'lambda/core/validate-sealed',
    'lambda/core/validate-chain',
    'lambda/core/merge-chain',
    'lambda/core/judge',
    'lambda/core/memory',
    'lambda/core/seal',
    'lambda/core/read',
    'lambda/core/format',
    'lambda/core/model',
    'lambda/core/flow',
  ],
  ['bin/validate-trail', 'bin/shared'],
  ['bin/cdk-organization-trail', 'bin/shared'],
];

interface Direction {
  readonly files: RegExp;
  /** Packages, and files of the project by their path without extension. */
  readonly mayImport: readonly RegExp[];
}

const CDK = [/^aws-cdk-lib(\/|$)/, /^constructs$/];
const AWS_SDK = [/^@aws-sdk\//, /^@smithy\//, /^undici$/];
const NODE = [/^node:/];
const POWERTOOLS = [/^@aws-lambda-powertools\//, /^aws-lambda$/];
/** What commands share with the constructs. */
const PURE = [/^lib\/shared\/(bootstrap|bucket-names|contract|partitions|problem|rules|with-underscores)$/];

/** The first row that a file matches holds for it. */
const DIRECTIONS: readonly Direction[] = [
  {
    files: /^lib\/shared\/(bootstrap|bucket-names|contract|partitions|problem|rules|with-underscores)\.ts$/,
    mayImport: PURE,
  },
  { files: /^lib\/shared\/deployed-form\.ts$/, mayImport: [/^node:crypto$/] },
  { files: /^lib\/shared\/name-by-content\.ts$/, mayImport: [...CDK, /^node:crypto$/, new RegExp(`^${CONTRACT}$`)] },
  { files: /^lib\//, mayImport: [...CDK, /^node:path$/, /^lib\//] },
  { files: /^lambda\/core\//, mayImport: [/^node:crypto$/, /^node:zlib$/, /^lambda\/core(\/|$)/] },
  {
    files: /^lambda\/aws\//,
    mayImport: [...NODE, ...AWS_SDK, /^lambda\/(aws|core)(\/|$)/, new RegExp(`^${CONTRACT}$`), DEPLOYED_FORM],
  },
  { files: /^lambda\/folder\//, mayImport: [...NODE, /^lambda\/(folder|core)(\/|$)/] },
  {
    files: /^lambda\/records\//,
    mayImport: [
      ...[...NODE, /^lambda\/(records|aws|core)(\/|$)/, /^valibot$/],
      ...[new RegExp(`^${CONTRACT}$`), DEPLOYED_FORM],
    ],
  },
  ...['validate', 'publish', 'report', 'watch', 'group', 'channel'].map((name) => ({
    files: new RegExp(`^lambda/${name}/`),
    mayImport: [
      ...[...NODE, ...POWERTOOLS, new RegExp(`^lambda/(${name}|records|aws|core)(/|$)`)],
      ...[/^lambda\/(environment|metrics|notice)$/, new RegExp(`^${CONTRACT}$`)],
      ...(name === 'channel' ? [DEPLOYED_FORM] : []),
    ],
  })),
  { files: /^lambda\//, mayImport: [...NODE, ...POWERTOOLS, /^lambda\//, new RegExp(`^${CONTRACT}$`)] },
  { files: /^bin\/app\.ts$/, mayImport: [...CDK, /^lib\/index$/, /^bin\/app-configuration$/] },
  { files: /^bin\/app-configuration\.ts$/, mayImport: PURE },
  {
    files: /^bin\/cdk-organization-trail\/check\/aws\//,
    mayImport: [...AWS_SDK, /^bin\/(cdk-organization-trail|shared)\//, /^lambda\/core\/format\//],
  },
  {
    files: /^bin\/cdk-organization-trail\/verify\/aws\//,
    mayImport: [...AWS_SDK, /^bin\/cdk-organization-trail\/verify\/(aws|plan)\//, /^lambda\/(aws|core\/flow)\//],
  },
  { files: /^bin\/shared\/version\.ts$/, mayImport: [/^package\.json$/] },
  { files: /^bin\//, mayImport: [...NODE, /^bin\//, /^lambda\//, ...PURE] },
];

type Graph = ReadonlyMap<string, readonly string[]>;

const graph = read();
const files = [...graph.keys()];

test.each(files)('%s imports only what it may', (file) => {
  expect(forbiddenImports(file, graph.get(file)!)).toEqual([]);
});

test.each(files)('%s imports nothing from a higher layer', (file) => {
  expect(upwardImports(file, graph.get(file)!)).toEqual([]);
});

test('no file imports itself over others', () => {
  expect(circles(graph)).toEqual([]);
});

test('no file repeats the name of its folder', () => {
  const named = ['lib', 'lambda', 'bin', 'test', 'bench', 'tools'].flatMap(sourcesOf);
  expect(named.length).toBeGreaterThan(files.length);
  expect(named.filter((file) => path.basename(file).split('.')[0] === path.basename(path.dirname(file)))).toEqual([]);
});

test('every file of lib/ and lambda/core/ lies in a layer', () => {
  const placed = (file: string) => LAYERS.some((layers) => layers.some((layer) => isIn(layer, moduleOf(file))));
  expect(files.filter((file) => /^(lib|lambda\/core)\//.test(file) && !placed(file))).toEqual([]);
});

test.each(['lib', 'lambda/core'])('docs/architecture.md has the layers of %s, in their order', (folder) => {
  const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const [head, , ...rows] = /^## Which way imports point$([^]*?)^## /m
    .exec(page)![1]
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.split('`')[1]));
  const column = head.indexOf(`${folder}/`);
  const shown = rows.flatMap((cells) => cells[column] ?? []);
  const layers = LAYERS.flat().filter((layer) => path.dirname(layer) === folder);
  expect(shown).toEqual([...new Set(layers)].map((layer) => path.basename(layer)).filter((name) => name !== 'index'));
});

describe('what is not allowed is found', () => {
  const imports = (file: string, text: string) => importedBy(file, text);

  test('a package or a folder, also by an import of types alone', () => {
    const text = "import type { App } from 'aws-cdk-lib'; export * from '../aws/clients';";
    const found = forbiddenImports('lambda/core/y.ts', imports('lambda/core/y.ts', text));
    expect(found).toEqual(['aws-cdk-lib', 'lambda/aws/clients']);
  });

  test.each([
    [
      'lambda/core/model/result.ts',
      "import type { ChainEnd } from '../judge/chain-end';",
      'lambda/core/judge/chain-end',
    ],
    ['lambda/core/flow/limiter.ts', "import { HOUR } from '../format/time';", 'lambda/core/format/time'],
    ['lambda/records/report.ts', "import { run } from '../validate/run';", 'lambda/validate/run'],
    ['lib/archive/statements.ts', "import { roles } from '../repair/roles';", 'lib/repair/roles'],
    ['lib/trail/data-events.ts', "import { LogArchive } from '..';", 'lib/index'],
  ])('an import of a higher layer by %s', (file, text, found) => {
    expect(upwardImports(file, imports(file, text))).toEqual([found]);
  });

  test('a circle, by the names of its files', () => {
    const injected = new Map([...graph, ['lambda/core/format/time.ts', ['lambda/core/format/gzip']]]);
    injected.set('lambda/core/format/gzip.ts', ['lambda/core/format/strict-json']);
    injected.set('lambda/core/format/strict-json.ts', ['lambda/core/format/time']);
    expect(circles(injected)).toEqual([
      ['lambda/core/format/gzip', 'lambda/core/format/strict-json', 'lambda/core/format/time'],
    ]);
  });
});

function forbiddenImports(file: string, imported: readonly string[]): string[] {
  const direction = DIRECTIONS.find(({ files: matches }) => matches.test(file))!;
  return imported.filter((name) => !direction.mayImport.some((allowed) => allowed.test(name)));
}

function upwardImports(file: string, imported: readonly string[]): string[] {
  return imported.filter((name) =>
    LAYERS.some((layers) => {
      const [from, to] = [moduleOf(file), name].map((module) => layers.findIndex((layer) => isIn(layer, module)));
      return from >= 0 && to >= 0 && to < from;
    }),
  );
}

function isIn(layer: string, module: string): boolean {
  return module === layer || module.startsWith(`${layer}/`);
}

/** Each set of files that import one another, by Tarjan's algorithm: its strongly connected components. */
function circles(of: Graph): string[][] {
  const edges = new Map([...of].map(([file, imported]) => [moduleOf(file), imported]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (module: string): void => {
    index.set(module, index.size);
    low.set(module, index.get(module)!);
    stack.push(module);
    for (const next of edges.get(module) ?? []) {
      if (!edges.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(module, Math.min(low.get(module)!, low.get(next)!));
    }
    if (low.get(module) !== index.get(module)) return;
    const component = stack.splice(stack.indexOf(module));
    if (component.length > 1 || edges.get(module)!.includes(module)) found.push(component.sort());
  };
  for (const module of edges.keys()) if (!index.has(module)) visit(module);
  return found;
}

function read(): Graph {
  const names = ['lib', 'lambda', 'bin'].flatMap(sourcesOf).filter((file) => file.endsWith('.ts'));
  return new Map(
    names.map((file) => {
      const imported = importedBy(file, readFileSync(path.join(root, file), 'utf8'));
      return [file, imported.map((name) => (names.includes(`${name}/index.ts`) ? `${name}/index` : name))];
    }),
  );
}

function sourcesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|py)$/.test(file) && !file.includes('node_modules'))
    .map((file) => `${folder}/${file.split(path.sep).join('/')}`);
}

function moduleOf(file: string): string {
  return file.replace(/\.ts$/, '');
}

function importedBy(file: string, text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return fileName;
    const name = path.posix.join(path.posix.dirname(file), fileName).replace(/\/$/, '');
    return name === 'lib' ? 'lib/index' : name;
  });
}
