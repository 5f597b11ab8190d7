// Fails when API.md is not what the doc comments give. With --write it writes API.md instead.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const folder = await mkdtemp(path.join(os.tmpdir(), 'api-'));
const made = path.join(folder, 'API.md');
execFileSync('jsii-docgen', ['-o', path.relative(process.cwd(), made)], { stdio: ['ignore', 'inherit', 'inherit'] });
const text = await readFile(made, 'utf8');
await rm(folder, { recursive: true });

if (process.argv.includes('--write')) {
  await writeFile('API.md', text);
} else if (text !== (await readFile('API.md', 'utf8').catch(() => ''))) {
  console.error('API.md is stale: run "npm run build" and commit it');
  process.exit(1);
}
