// Bundles what runs outside of a user's synthesis, each into a self-contained folder: Lambda handlers and commands.
// The bytes depend on the sources and the lock file only, so the asset hash is the same on every machine.
// A bundle whose inputs are as they were is left alone.
import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One row a bundle: the folder under assets/, its entry point, and the most bytes it may have. */
const BUNDLES = [
  { name: 'validate-trail', entry: 'bin/validate-trail.ts', limit: 1500 * 1024, command: true },
  // In pieces, of which a verb loads those that it needs: all together take 80 milliseconds to load.
  {
    name: 'cdk-organization-trail',
    entry: 'bin/cdk-organization-trail.ts',
    limit: 2800 * 1024,
    command: true,
    splits: true,
  },
  { name: 'validate', entry: 'lambda/validate/handler.ts', limit: 1280 * 1024 },
  { name: 'publish', entry: 'lambda/publish/handler.ts', limit: 700 * 1024 },
  { name: 'watch', entry: 'lambda/watch/handler.ts', limit: 400 * 1024 },
  // The app itself, so that a synthesis need not translate its many files each time. Made for this checkout alone.
  { name: 'app', entry: 'bin/app.ts', limit: 2048 * 1024, app: true },
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAll(() => true);

/** Makes the bundles that are chosen, and are not as they must be. */
export async function bundleAll(isChosen) {
  await mkdir(cache, { recursive: true });
  await Promise.all(BUNDLES.filter(isChosen).map(bundle));
}

async function bundle(row) {
  const record = path.join(cache, `${row.name}.json`);
  const known = await readFile(record, 'utf8').then(JSON.parse, () => undefined);
  if (known !== undefined && stateOf(row, known.inputs) === known.state) return;
  const { inputs, bytes } = await make(row);
  const file = path.relative(root, fileOf(row));
  if (!row.app) console.log(`${file} ${(bytes / 1024).toFixed(0)} KiB`);
  if (bytes > row.limit) throw new Error(`${file} has ${bytes} bytes, its limit is ${row.limit}`);
  await writeFile(record, JSON.stringify({ inputs, state: stateOf(row, inputs) }));
}

async function make(row) {
  const { entry, command, app, splits = false } = row;
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: path.dirname(fileOf(row)),
    bundle: true,
    platform: 'node',
    target: command ? 'node20' : 'node24',
    alias: command ? {} : LAMBDA_ALIAS,
    ...(app
      ? { format: 'cjs', packages: 'external', minifyWhitespace: true, minifySyntax: true }
      : { format: 'esm', mainFields: ['module', 'main'], minify: true, outExtension: { '.js': '.mjs' } }),
    splitting: splits,
    chunkNames: 'chunk-[hash]',
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    tsconfig: 'lambda/tsconfig.json',
    logLevel: 'warning',
    banner: app ? {} : { js: `${command ? '#!/usr/bin/env node\n' : ''}${REQUIRE}` },
  });
  const folder = path.dirname(fileOf(row));
  const files = result.outputFiles.map(({ path: file, contents }) => ({
    file: splits ? file : fileOf(row),
    contents,
    mode: command ? 0o755 : 0o644,
  }));
  await mkdir(folder, { recursive: true });
  // What others load comes before what loads it.
  for (const output of files.reverse()) await place(output);
  await removeOthers(folder, files);
  return {
    inputs: Object.keys(result.metafile.inputs),
    bytes: files.reduce((sum, { contents }) => sum + contents.length, 0),
  };
}

/** Puts a file into its folder, whole or not at all: somebody may be running it. */
async function place({ file, contents, mode }) {
  const made = path.join(cache, `${path.basename(path.dirname(file))}-${path.basename(file)}-${process.pid}`);
  await writeFile(made, contents, { mode });
  await rename(made, file);
}

async function removeOthers(folder, files) {
  const names = files.map(({ file }) => path.basename(file));
  for (const name of await readdir(folder))
    if (!names.includes(name)) await rm(path.join(folder, name), { recursive: true });
}

/** The app lies as deep as lib/shared, so that it finds assets/ by the same relative path. */
function fileOf({ name, app }) {
  return app ? path.join(root, 'node_modules/.cdk-app/index.cjs') : path.join(root, 'assets', name, 'index.mjs');
}

/** What the bundle is made of, as far as the file system tells: the recipe, the inputs and the result. */
function stateOf(row, inputs) {
  const files = [fileURLToPath(import.meta.url), 'lambda/tsconfig.json', 'tsconfig.json', fileOf(row), ...inputs];
  return files
    .map((file) => {
      const state = statSync(path.resolve(root, file), { throwIfNoEntry: false });
      return state === undefined ? 'absent' : `${state.mtimeMs} ${state.size}`;
    })
    .join();
}
