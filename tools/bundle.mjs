// Bundles what runs outside of a user's synthesis, each into one self-contained file: Lambda handlers and commands.
// The bytes depend on the sources and the lock file only, so the asset hash is the same on every machine.
// A bundle whose inputs are as they were is left alone.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One row a bundle: the folder under assets/, its entry point, and the most bytes it may have. */
const BUNDLES = [
  { name: 'validate-trail', entry: 'bin/validate-trail.ts', limit: 1500 * 1024, command: true },
  { name: 'check-prerequisites', entry: 'bin/check-prerequisites.ts', limit: 900 * 1024, command: true },
  { name: 'digest-validator', entry: 'lambda/digest-validator/handler.ts', limit: 1280 * 1024 },
  { name: 'digest-publisher', entry: 'lambda/digest-publisher/handler.ts', limit: 700 * 1024 },
];

/** What functions need of a package, where that is far less than all of it. */
const LAMBDA_ALIAS = {
  undici: './tools/lambda/undici.mjs',
  '@aws-sdk/credential-provider-node': './tools/lambda/credentials.mjs',
};

// Libraries in CommonJS ask for Node's own modules by require, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = path.join(root, 'node_modules/.cache/cdk-organization-trail');

await mkdir(cache, { recursive: true });
await Promise.all(BUNDLES.map(bundle));

async function bundle(row) {
  const record = path.join(cache, `${row.name}.json`);
  const known = await readFile(record, 'utf8').then(JSON.parse, () => undefined);
  if (known !== undefined && (await stateOf(row, known.inputs)) === known.state) return;
  const { inputs, bytes } = await make(row);
  console.log(`assets/${row.name}/index.mjs ${(bytes / 1024).toFixed(0)} KiB`);
  if (bytes > row.limit) throw new Error(`assets/${row.name} has ${bytes} bytes, its limit is ${row.limit}`);
  await writeFile(record, JSON.stringify({ inputs, state: await stateOf(row, inputs) }));
}

async function make({ name, entry, command }) {
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: `assets/${name}`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: command ? 'node20' : 'node24',
    alias: command ? {} : LAMBDA_ALIAS,
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    tsconfig: 'lambda/tsconfig.json',
    logLevel: 'warning',
    banner: { js: `${command ? '#!/usr/bin/env node\n' : ''}${REQUIRE}` },
  });
  const [{ contents }] = result.outputFiles;
  await place(path.join(root, 'assets', name), contents, command ? 0o755 : 0o644);
  return { inputs: Object.keys(result.metafile.inputs), bytes: contents.length };
}

/** Puts the one file into the folder, whole or not at all: somebody may be running it. */
async function place(folder, contents, mode) {
  const file = path.join(folder, 'index.mjs');
  const made = path.join(cache, `${path.basename(folder)}-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (name !== 'index.mjs') await rm(path.join(folder, name), { recursive: true });
  await writeFile(made, contents, { mode });
  await rename(made, file);
}

/** What the bundle is made of, as far as the file system tells: the recipe, the inputs and the result. */
async function stateOf({ name }, inputs) {
  const files = [
    fileURLToPath(import.meta.url),
    'lambda/tsconfig.json',
    'tsconfig.json',
    `assets/${name}/index.mjs`,
    ...inputs,
  ];
  const states = await Promise.all(
    files.map((file) =>
      stat(path.resolve(root, file)).then(
        ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
        () => 'absent',
      ),
    ),
  );
  return states.join();
}
