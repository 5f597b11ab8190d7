// Runs every check of the project and ends with one line: N passed, N failed[, N skipped].
// Each step and each jest test counts as one. Steps of a lane run in turn; the two lanes run side by side.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const report = (name) => path.join(os.tmpdir(), `cdk-organization-trail-${process.pid}-${name}.json`);
const jest = (name, ...args) => ({
  name: `tests${name}`,
  command: ['jest', '--ci', '--maxWorkers=1', '--json', `--outputFile=${report(name)}`, ...args],
  jest: report(name),
});

/** What the others need: bundles, the compiled library, and the API documentation made from it. */
const GROUND = [
  { name: 'bundle', command: ['node', 'tools/bundle.mjs'] },
  { name: 'compile the library', command: ['jsii', '--compress-assembly', '--silence-warnings=reserved-word'] },
];
/** The tests of what is synthesized, in one module registry: see test/synthesis.ts. */
const SYNTHESIS = ['test/synthesis.ts', 'test/app/app.test.ts'];
/** Compliance says something of the templates, which are the same: it is checked once, on the newest. */
const NEWEST = [...SYNTHESIS, 'test/app/compliance.test.ts'];
const matching = (files) => files.flatMap((file) => ['--testMatch', `**/${file}`]);

/** What runs in processes of its own, or waits for servers, goes beside what keeps a processor busy with synthesis. */
const LANES = [
  [
    jest(' of what runs', 'test/lambda', 'test/bin', 'test/bench', 'test/package', 'test/support', 'dependencies'),
    { name: 'lint', command: ['eslint', '.'] },
    { name: 'check the format', command: ['prettier', '--check', '.', '--log-level', 'warn'] },
  ],
  [
    { name: 'check the types', command: ['tsc'] },
    { name: 'API.md is made from the doc comments', command: ['node', 'tools/check-api.mjs'] },
    { name: 'compile the examples', command: ['jsii-rosetta', 'extract', '--compile', '--fail'] },
    { name: 'check the package', command: ['publint', '--strict'] },
    { name: 'synthesize the app', command: ['cdk', 'synth', '--quiet', '--no-validation'] },
    jest(' of what is synthesized', ...matching(SYNTHESIS)),
    jest(' on the newest aws-cdk-lib', '--config', 'jest.newest.config.json', ...matching(NEWEST)),
    jest(' of the emulated deployment', 'test/emulation'),
  ],
];

const totals = { passed: 0, failed: 0, skipped: 0 };

for (const step of GROUND) if (!(await run(step))) finish();
await Promise.all(
  LANES.map(async (lane) => {
    for (const step of lane) await run(step);
  }),
);
finish();

async function run(step) {
  const started = Date.now();
  const { status, output } = await execute(step.command);
  const ok = status === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  if (!ok) console.log(output);
  for (const line of output.split('\n')) if (/skipped: /.test(line) && ok) console.log(`       ${line.trim()}`);
  totals[ok ? 'passed' : 'failed'] += 1;
  if (step.jest) await countTests(step.jest);
  return ok;
}

async function countTests(file) {
  const result = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
  await rm(file, { force: true });
  if (result === undefined) return;
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
}

function execute([command, ...args]) {
  const env = {
    ...process.env,
    PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH}`,
    NODE_NO_WARNINGS: '1',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
    JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ status: 1, output: String(error) }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

function finish() {
  const { passed, failed, skipped } = totals;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 ? 1 : 0);
}
