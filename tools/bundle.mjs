// Bundles what runs outside of a user's synthesis, each into one self-contained file: Lambda handlers and commands.
// The bytes depend on the sources and the lock file only, so the asset hash is the same on every machine.
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One row a bundle: the folder under assets/, its entry point, and the most bytes it may have. */
const BUNDLES = [
  { name: 'validate-trail', entry: 'bin/validate-trail.ts', limit: 1500 * 1024, command: true },
  { name: 'check-prerequisites', entry: 'bin/check-prerequisites.ts', limit: 900 * 1024, command: true },
];

const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

for (const { name, entry, limit, command } of BUNDLES) {
  const outdir = path.join(root, 'assets', name);
  await rm(outdir, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: command ? 'node20' : 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    tsconfig: 'lambda/tsconfig.json',
    logLevel: 'warning',
    // Libraries in CommonJS ask for Node's own modules by require, which an ES module does not have.
    banner: { js: `${command ? '#!/usr/bin/env node\n' : ''}${REQUIRE}` },
  });
  const [[file, { bytes }]] = Object.entries(result.metafile.outputs);
  console.log(`${file} ${(bytes / 1024).toFixed(0)} KiB`);
  if (bytes > limit) throw new Error(`${file} has ${bytes} bytes, its limit is ${limit}`);
  if (command) await chmod(path.join(root, file), 0o755);
}
