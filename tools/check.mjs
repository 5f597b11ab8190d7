// Runs the checks of the project and ends with one line: N passed, N failed[, N skipped].
//
//     node tools/check.mjs             what needs Node and npm alone, in minutes
//     node tools/check.mjs slow        the rest: other programs, the newest aws-cdk-lib, the packed package, long properties
//     node tools/check.mjs fast slow   both, added up
//
// Each step and each jest test counts as one. As many steps run side by side as there are processors, two at least.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** All that the steps write beside the checkout; nothing of it is left behind. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'cdk-organization-trail-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const BUNDLE = { name: 'bundle', command: ['node', 'tools/bundle.mjs'] };
const COMPILE = {
  name: 'compile the library',
  command: ['jsii', '--compress-assembly', '--silence-warnings=reserved-word'],
};

/** The tests of what is synthesized, in one module registry: see test/synthesis.ts. */
const SYNTHESIS = ['test/synthesis.ts', 'test/app/templates.test.ts'];
const NEWEST = ['--config', 'jest.newest.config.mjs'];
const SLOW = ['--config', 'jest.slow.config.mjs'];

/**
 * The steps of a suite, those first that take long: a processor that is done takes the next. A step waits for the one
 * that it comes after.
 */
const SUITES = {
  fast: [
    COMPILE,
    jest('what is synthesized', ...matching(...SYNTHESIS)),
    jest('the functions', '/test/lambda/validate/'),
    jest('the rest', '/test/(?!(lib|app|lifecycle|lambda/validate)/)'),
    {
      name: 'compile the examples',
      command: ['jsii-rosetta', 'extract', '--compile', '--fail', '--batch', '1000'],
      after: COMPILE,
    },
    { name: 'check the types', command: ['tsc'] },
    { name: 'lint', command: ['eslint', '.'] },
    { name: 'check the format', command: ['prettier', '--check', '.', '--log-level', 'warn'] },
    { name: 'API.md is made from the doc comments', command: ['node', 'tools/check-api.mjs'], after: COMPILE },
    { name: 'synthesize the app', command: ['cdk', 'synth', '--quiet', '--no-validation'] },
    { name: 'check the package', command: ['publint', '--strict'], after: COMPILE },
  ],
  slow: [
    COMPILE,
    { ...jest('the slow files', ...SLOW), after: COMPILE },
    jest('what is synthesized, on the newest aws-cdk-lib', ...NEWEST, ...matching(...SYNTHESIS)),
    // Compliance says something of the templates, which are the same: it is checked once, on the newest.
    jest('compliance, on the newest aws-cdk-lib', ...NEWEST, ...matching('test/app/compliance.slow.test.ts')),
    {
      ...jest('long properties', '--testTimeout=300000', '--findRelatedTests', 'test/support/properties.ts'),
      env: { PROPERTY_RUNS: '10' },
    },
  ],
};

const totals = { passed: 0, failed: 0, skipped: 0 };
const ran = new Set();
const ends = new Map();
const chosen = process.argv.length > 2 ? process.argv.slice(2) : ['fast'];

await check().catch((error) => {
  console.log(error);
  totals.failed += 1;
});
finish();

async function check() {
  const unknown = chosen.filter((name) => !Object.hasOwn(SUITES, name));
  if (unknown.length > 0) throw new Error(`${unknown}: expected ${Object.keys(SUITES).join(' or ')}`);
  if (!(await start(BUNDLE))) return;
  const waiting = [...new Set(chosen.flatMap((name) => SUITES[name]))];
  await Promise.all(Array.from({ length: Math.max(2, os.availableParallelism()) }, () => work(waiting)));
  noteFilesNotRun();
}

async function work(waiting) {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    if (step.after === undefined || (await ends.get(step.after))) await start(step);
    else note(false, `${step.name}: not run, since "${step.after.name}" failed`);
  }
}

function start(step) {
  const end = run(step);
  ends.set(step, end);
  return end;
}

async function run(step) {
  const started = Date.now();
  const { status, output } = await execute(step);
  const ok = status === 0;
  note(ok, `${step.name} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  if (!ok) console.log(output);
  for (const line of output.split('\n')) if (/skipped: /.test(line) && ok) console.log(`       ${line.trim()}`);
  if (step.report) await countTests(step.report);
  return ok;
}

function note(ok, text) {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${text}`);
  totals[ok ? 'passed' : 'failed'] += 1;
}

async function countTests(report) {
  const result = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  if (result === undefined) return;
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  for (const { name, assertionResults } of result.testResults) {
    ran.add(path.relative(root, name));
    // test/synthesis.ts names the file of each of its tests.
    for (const { ancestorTitles } of assertionResults) ran.add(path.join('test', ancestorTitles[0] ?? ''));
  }
}

/** A file that no step matches would be lost without a word. */
function noteFilesNotRun() {
  const files = readdirSync(path.join(root, 'test'), { recursive: true }).filter((file) => file.endsWith('.test.ts'));
  const isChosen = (file) => chosen.includes(file.endsWith('.slow.test.ts') ? 'slow' : 'fast');
  const lost = files.map((file) => path.join('test', file)).filter((file) => isChosen(file) && !ran.has(file));
  note(lost.length === 0, `every test file has run${lost.map((file) => `\n       ${file} has not`).join('')}`);
}

function jest(name, ...args) {
  const report = path.join(folder, `${name}.json`);
  const command = ['jest', '--ci', '--maxWorkers=1', '--json', `--outputFile=${report}`, ...args];
  return { name: `test ${name}`, command, report };
}

function matching(...files) {
  return files.flatMap((file) => ['--testMatch', `**/${file}`]);
}

function execute({ command: [command, ...args], env }) {
  const environment = {
    ...process.env,
    PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH}`,
    TMPDIR: folder,
    NODE_NO_WARNINGS: '1',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
    JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...env,
  };
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
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
