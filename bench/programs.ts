import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What one run of a program took. */
export interface Run {
  readonly seconds: number;
  readonly status: number | null;
  readonly output: string;
  /** Of Node's programs: the most memory the process held, and the time of its threads. */
  readonly peakMebibytes?: number;
  readonly cpuSeconds?: number;
  /** The part of these CPU seconds that was spent before the first object was requested. */
  readonly beforeFirstObject?: number;
}

/** What a program is to verify. */
export interface Task {
  readonly endpoint: string;
  readonly bucket: string;
  readonly trailArn: string;
  readonly start: string;
  readonly end: string;
  /** One account and Region; all of the organization where left out. */
  readonly chain?: { readonly accountId: string; readonly region: string };
  readonly keysFile: string;
}

export const COMMAND = path.join(__dirname, '..', 'assets', 'validate-trail', 'index.mjs');

/** The bundled command, as a user runs it. */
export function runOurs(task: Task, more: readonly string[] = []): Promise<Run> {
  const chain = task.chain ? ['--account-id', task.chain.accountId, '--region', task.chain.region] : [];
  return runNode(task, [COMMAND, ...windowOf(task), ...chain, ...more]);
}

export function runFloor(task: Task): Promise<Run> {
  return runNode(task, [path.join(__dirname, 'floor.mjs'), task.endpoint, task.bucket, task.keysFile]);
}

export function runAwsCli(task: Task): Promise<Run> {
  const region = task.chain ? ['--region', task.chain.region] : [];
  return run(task.endpoint, 'aws', [
    'cloudtrail',
    'validate-logs',
    ...windowOf(task),
    '--s3-bucket',
    task.bucket,
    ...region,
  ]);
}

function windowOf({ trailArn, start, end }: Task): string[] {
  return ['--trail-arn', trailArn, '--start-time', start, '--end-time', end];
}

function runNode({ endpoint, keysFile }: Task, args: readonly string[]): Promise<Run> {
  return measured(args, `${keysFile}.usage`, endpoint);
}

/** A program that asks nobody. */
export function runNodeAlone(folder: string, args: readonly string[]): Promise<Run> {
  return measured(args, path.join(folder, 'usage'));
}

async function measured(args: readonly string[], usageFile: string, endpoint?: string): Promise<Run> {
  const hook = path.join(__dirname, 'usage-hook.mjs');
  const outcome = await run(endpoint, process.execPath, ['--import', hook, ...args], { BENCH_USAGE_FILE: usageFile });
  const usage = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(usageFile);
  return { ...outcome, ...usage };
}

async function run(
  endpoint: string | undefined,
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const began = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_NO_WARNINGS: '1',
      ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...more,
    },
  });
  // Of a long output only the beginning is kept, for a message should the run fail.
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output.length < 4000 ? (output += chunk.toString()) : undefined));
  }
  const [status] = await once(child, 'close');
  return { seconds: (performance.now() - began) / 1000, status, output };
}
