// Programs that some tests need beside Node and npm: files named `.slow.test.ts` alone.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

export interface Program {
  readonly name: string;
  /** Ends well where the program is installed. */
  readonly command: readonly [string, ...string[]];
  /** What the command prints in the version that the tests were written for. Default: any */
  readonly prints?: RegExp;
}

export const AWS_CLI: Program = { name: 'the AWS CLI', command: ['aws', '--version'] };
export const OPENSSL: Program = { name: 'OpenSSL', command: ['openssl', 'version'] };
export const PYTHON: Program = { name: 'Python', command: ['python3', '--version'] };
export const MOTO: Program = {
  name: 'the Python package moto with its server',
  command: ['python3', '-c', 'import moto.server'],
};

/** `describe`, or `describe.skip` where a program is not installed, which is said aloud. */
export function describeWith(program: Program): jest.Describe {
  const reason = whyMissing(program);
  if (reason === undefined) return describe;
  // jest keeps what a file prints to itself where all of its tests are skipped.
  process.stderr.write(`skipped: ${reason}\n`);
  return describe.skip;
}

/** Why a program can't be used; undefined where it can. */
export function whyMissing({ name, command: [file, ...args], prints = /^/ }: Program): string | undefined {
  const { status, stdout } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) return `${name} is not installed`;
  return prints.test(stdout) ? undefined : `${name} is not installed, this is ${stdout.trim()}`;
}

/** Runs the AWS CLI against a loopback endpoint, with nothing of this machine's own settings. */
export async function awsCli(endpoint: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('aws', args, {
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    },
  });
  return stdout;
}
