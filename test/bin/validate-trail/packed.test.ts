// The command as it ships: a folder of files, in a process of its own.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../../package.json';
import { Corpus } from '../../support/corpus';
import { serveCorpus, type StandIn } from '../../support/stand-ins';
import { awsEnvironment, runFile } from '../aws';
import { ORGANIZATION } from './served';

// More hours than are read ahead, so that a run that is stopped leaves some.
const corpus = new Corpus({ ...ORGANIZATION, accounts: ['111111111111'], hours: 150 });
const ARGV = ['--trail-arn', corpus.trailArn, '--start-time', '2026-01-10T05:00:00Z', '--end-time', '2026-01-16'];

let folder: string;
let command: string;
let standIn: Awaited<ReturnType<typeof serveCorpus>>;

beforeAll(async () => {
  // Away from the project, where no module can be found beside it.
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  const shipped = path.join(__dirname, '../../..', packageJson.bin['validate-trail']);
  cpSync(path.dirname(shipped), folder, { recursive: true });
  command = path.join(folder, path.basename(shipped));
  standIn = await serveCorpus(corpus);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await standIn.close();
});

/** Runs it by its first line, as a shell does. */
function start({ endpoint }: StandIn, argv: readonly string[]) {
  const child = spawn(command, [...argv], { env: awsEnvironment(endpoint), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  const ended = new Promise<typeof output & { status: number | null }>((resolve) =>
    child.once('close', (status) => resolve({ ...output, status })),
  );
  return { child, ended };
}

/** Waits until so many objects were read since a count was taken. */
async function objectsRead(count: number, since = standIn.requests.get('GetObject') ?? 0): Promise<void> {
  while ((standIn.requests.get('GetObject') ?? 0) - since < count) await sleep(5);
}

test('it verifies an organization, and says nothing beside its report', async () => {
  const { status, stdout, stderr } = await runFile(command, ARGV, awsEnvironment(standIn.endpoint));
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\n2 chains: 2 VALID\nReport: .*\nVerdict: VALID, all that is due is verified\n$/);
  expect(status).toBe(0);
});

test('--help', async () => {
  const { status, stdout, stderr } = await runFile(command, ['--help'], {});
  expect(stdout).toMatch(/^validate-trail - verify that/);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('what it cannot run with', async () => {
  expect(await runFile(command, ['--frobnicate'], {})).toEqual({
    status: 3,
    stdout: '',
    stderr: expect.stringMatching(
      /^validate-trail: option: got "--frobnicate", expected one of --trail-arn, .*, --help\nhint: run "validate-trail --help" for the options\n$/,
    ),
  });
});

test('an error that nobody catches is no finding', async () => {
  const whenRunning = "if(process.listenerCount('uncaughtException'))throw%20new%20Error('broken')";
  const NODE_OPTIONS = `--import=data:text/javascript,setInterval(()=>{${whenRunning}},1)`;
  expect(await runFile(command, ARGV, { ...awsEnvironment(standIn.endpoint), NODE_OPTIONS })).toMatchObject({
    status: 3,
    stderr: 'validate-trail: stopped by an internal error: broken\nhint: there is no result; please report it\n',
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s: what was verified so far is reported', async (signal) => {
  standIn.latency = 150;
  const { child, ended } = start(standIn, ARGV);
  await objectsRead(80);
  child.kill(signal);
  standIn.latency = 0;
  const { status, stdout, stderr } = await ended;
  expect(stderr).toContain('UNVERIFIED: this time was not validated');
  expect(stdout).toMatch(/\nVerdict: INCOMPLETE, not all that is due is verified\n$/);
  expect(status).toBe(2);
});

test('a reader that goes away', async () => {
  const { child, ended } = start(standIn, [...ARGV, '--verbose']);
  child.stdout.once('data', () => child.stdout.destroy());
  const { status, stderr } = await ended;
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
});
