import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** What is compared with the AWS CLI is skipped where it is not installed, and says so. */
export const hasAwsCli = spawnSync('aws', ['--version']).status === 0;

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
