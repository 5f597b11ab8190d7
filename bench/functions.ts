import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { median, printTable, round } from './table';

const ROOT = path.join(__dirname, '..');
const FUNCTIONS = ['validate', 'publish', 'watch', 'group'];

/** Prints how long an import takes in a process that has done nothing else, as at the start of a function. */
const MEASURE = `
const started = performance.now();
await import(process.argv[1]);
console.log(performance.now() - started);
`;

/** The size of the functions' bundles, and how long Node.js takes to load each in a new process. */
export async function measureFunctions(runs: number): Promise<void> {
  const rows: (string | number)[][] = [['function', 'KiB', 'init ms (median)', 'least', 'most']];
  for (const name of FUNCTIONS) {
    const file = path.join(ROOT, 'assets', name, 'index.mjs');
    if (!existsSync(file)) throw new Error(`assets/${name} is missing: run "npm run bundle" first`);
    const times = Array.from({ length: runs }, () => initOf(file));
    const figures = [median(times), Math.min(...times), Math.max(...times)].map((time) => round(time));
    rows.push([name, round(statSync(file).size / 1024), ...figures]);
  }
  printTable(`Functions: bundle and init, ${runs} new processes each, Node.js ${process.version}`, rows);
}

function initOf(file: string): number {
  const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', AWS_REGION: 'us-east-1' };
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', MEASURE, file], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} can not be loaded: ${stderr}`);
  return Number(stdout);
}
