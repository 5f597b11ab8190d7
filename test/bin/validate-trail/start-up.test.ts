// What a run loads before its first request, it waits for: nothing that it does not use is loaded.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus } from '../../support/corpus';
import { serveCorpus } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runningBefore, runPacked } from '../packed';
import { ONE, WINDOW } from './served';

const one = new Corpus(ONE);
const OF_A_RUN = ['--trail-arn', one.trailArn, ...WINDOW, '--account-id', '111111111111', '--region', 'us-east-1'];

let folder: string;
let standIn: Awaited<ReturnType<typeof serveCorpus>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  standIn = await serveCorpus(one);
});
afterAll(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The modules of Node.js that a process of the bundled command has loaded when it ends. */
async function loadedBy(argv: readonly string[]) {
  const file = path.join(folder, 'modules');
  const write = `writeFileSync(${JSON.stringify(file)}, process.moduleLoadList.join('\\n'))`;
  const hook = `import { writeFileSync } from 'node:fs'; process.on('exit', () => ${write});`;
  const environment = { ...awsEnvironment(standIn.endpoint), NODE_OPTIONS: runningBefore(hook) };
  const { status } = await runPacked(argv, environment);
  const modules = readFileSync(file, 'utf8').split('\n');
  return { status, modules: modules.map((module) => module.replace('NativeModule ', '')) };
}

test('a run that asks S3 loads no HTTP/2', async () => {
  const { status, modules } = await loadedBy(OF_A_RUN);
  expect(status).toBe(0);
  expect(modules).toContain('http');
  expect(modules).not.toContain('http2');
});

test.each([
  [['--help'], 0],
  [['--nothing'], 3],
])('%j loads nothing of the network', async (argv, expected) => {
  const { status, modules } = await loadedBy(argv);
  expect(status).toBe(expected);
  expect(modules).toContain('fs');
  for (const module of ['http', 'http2', 'https', 'tls']) expect(modules).not.toContain(module);
});

test('the documented size of the validating function is that of its bundle, to the nearest hundred', () => {
  const root = path.join(__dirname, '../../..');
  const { size } = statSync(path.join(root, 'assets/validate/index.mjs'));
  const document = readFileSync(path.join(root, 'docs/validation.md'), 'utf8');
  const [, documented] = /function's bundle has about ([\d,]+) KiB/.exec(document) ?? [];
  expect(Number(documented?.replace(',', ''))).toBe(Math.round(size / 1024 / 100) * 100);
});
