// Bundles what runs outside of a user's synthesis: Lambda handlers into one self-contained file each, commands into a
// folder of files, so that a run loads what it uses alone.
// The bytes depend on the sources and the lock file only, so the asset hash is the same on every machine.
// A bundle whose inputs are as they were is left alone.
import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One row a bundle: the folder under assets/, its entry point, and the most bytes that all of it may have. */
const BUNDLES = [
  {
    name: 'validate-trail',
    entry: 'bin/validate-trail.ts',
    beside: { worker: 'bin/validate-trail/workers/worker.ts' },
    limit: 1500 * 1024,
    command: true,
  },
  { name: 'cdk-organization-trail', entry: 'bin/cdk-organization-trail.ts', limit: 1800 * 1024, command: true },
  { name: 'validate', entry: 'lambda/validate/handler.ts', limit: 1280 * 1024 },
  { name: 'publish', entry: 'lambda/publish/handler.ts', limit: 700 * 1024 },
  { name: 'group', entry: 'lambda/group/handler.ts', limit: 400 * 1024 },
  { name: 'report', entry: 'lambda/report/handler.ts', limit: 800 * 1024 },
  { name: 'channel', entry: 'lambda/channel/handler.ts', limit: 800 * 1024 },
  { name: 'watch', entry: 'lambda/watch/handler.ts', limit: 400 * 1024 },
  // The app itself, so that a synthesis need not translate its many files each time. Made for this checkout alone.
  { name: 'app', entry: 'bin/app.ts', limit: 2048 * 1024, app: true },
];

/** What is needed of a package, where that is far less than all of it. */
const ALIAS = { undici: './tools/aliases/undici.mjs' };
const LAMBDA_ALIAS = { ...ALIAS, '@aws-sdk/credential-provider-node': './tools/aliases/credentials.mjs' };

/** A file of a package in place of which another is taken: an alias is of a whole package. */
const WITHOUT_HTTP2 = {
  name: 'without HTTP/2',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/client-h2\.js$/ }, () => ({ path: path.join(root, 'tools/aliases/undici-http2.cjs') }));
  },
};

// Libraries in CommonJS ask for Node's own modules by require, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** By their content, so that a run that loads files later does not meet those of another version. */
const CHUNK_NAMES = '[name]-[hash]';

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
  // A run that was stopped may have left half of it.
  const known = await readFile(record, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  if (known?.outputs !== undefined && stateOf(known) === known.state) return;
  const { inputs, outputs, bytes } = await make(row);
  const file = path.relative(root, fileOf(row));
  if (!row.app) console.log(`${file} ${(bytes / 1024).toFixed(0)} KiB`);
  if (bytes > row.limit) throw new Error(`${file} has ${bytes} bytes, its limit is ${row.limit}`);
  await writeFile(record, JSON.stringify({ inputs, outputs, state: stateOf({ inputs, outputs }) }));
}

async function make(row) {
  const { entry, beside, command, app } = row;
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry, ...beside },
    outdir: path.dirname(fileOf(row)),
    bundle: true,
    platform: 'node',
    target: command ? 'node22' : 'node24',
    alias: command ? ALIAS : LAMBDA_ALIAS,
    plugins: [WITHOUT_HTTP2],
    splitting: command === true,
    chunkNames: CHUNK_NAMES,
    outExtension: { '.js': path.extname(fileOf(row)) },
    ...(app
      ? { format: 'cjs', packages: 'external', minifyWhitespace: true, minifySyntax: true }
      : { format: 'esm', mainFields: ['module', 'main'], minify: true }),
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    tsconfig: 'lambda/tsconfig.json',
    logLevel: 'warning',
    banner: app ? {} : { js: REQUIRE },
  });
  if (!app) for (const file of [entry, ...Object.values(beside ?? {})]) assertModule(file, result.metafile);
  const files = result.outputFiles;
  await place(fileOf(row), files, command ? 0o755 : 0o644);
  return {
    inputs: Object.keys(result.metafile.inputs),
    outputs: files.map((file) => path.relative(root, file.path)),
    bytes: files.reduce((sum, file) => sum + file.contents.length, 0),
  };
}

/** Of what the bundler takes for CommonJS it keeps all of every library, and parts of it that are never used. */
function assertModule(file, { inputs }) {
  if (inputs[file].format !== 'esm') throw new Error(`${file} is taken for CommonJS: end it with "export {};"`);
}

/**
 * Puts the files into the folder, each whole or not at all, the entry point last: somebody may be running it. Then
 * removes what was there before.
 */
async function place(entry, files, mode) {
  const folder = path.dirname(entry);
  await mkdir(folder, { recursive: true });
  for (const file of [...files].sort((one, other) => Number(one.path === entry) - Number(other.path === entry))) {
    const made = path.join(cache, `${path.basename(folder)}-${process.pid}-${path.basename(file.path)}`);
    await writeFile(made, file.contents, { mode: file.path === entry ? mode : 0o644 });
    await rename(made, file.path);
  }
  const kept = new Set(files.map((file) => path.basename(file.path)));
  for (const name of await readdir(folder)) if (!kept.has(name)) await rm(path.join(folder, name), { recursive: true });
}

/** The app lies as deep as lib/shared, so that it finds assets/ by the same relative path. */
function fileOf({ name, app }) {
  return app ? path.join(root, 'node_modules/.cdk-app/index.cjs') : path.join(root, 'assets', name, 'index.mjs');
}

/** What the bundle is made of, as far as the file system tells: the recipe, the inputs and the result. */
function stateOf({ inputs, outputs }) {
  const files = [fileURLToPath(import.meta.url), 'lambda/tsconfig.json', 'tsconfig.json', ...inputs, ...outputs];
  return files
    .map((file) => {
      const state = statSync(path.resolve(root, file), { throwIfNoEntry: false });
      return state === undefined ? 'absent' : `${state.mtimeMs} ${state.size}`;
    })
    .join();
}
