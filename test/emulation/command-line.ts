// The CDK's own command line, with the credentials of an account of the emulated AWS and nothing of this machine's settings.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import type { Access } from './moto';

const CDK = path.join(__dirname, '../../node_modules/aws-cdk/bin/cdk');

/** How a command has ended, and all that it has printed. */
export interface Ended {
  readonly output: string;
  /** What it has printed, if it failed. */
  readonly failure: string | undefined;
}

/** Runs a command of the CDK. It waits for the answer and throws nothing where the command fails. */
export function cdk({ endpoint, region, credentials }: Access, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--no-color'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NODE_NO_WARNINGS: '1',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ output, failure: code === 0 ? undefined : output }));
  });
}
