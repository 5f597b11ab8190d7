import { execFile } from 'node:child_process';

/** What a program printed, and its exit status. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** The environment in which the AWS CLI and our command use a stand-in in place of AWS. */
export function awsEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MAX_ATTEMPTS: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

export function validateLogs(endpoint: string, argv: readonly string[]): Promise<Run> {
  return runFile('aws', ['cloudtrail', 'validate-logs', ...argv], awsEnvironment(endpoint));
}

export function runFile(file: string, argv: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): Promise<Run> {
  return new Promise((resolve) => {
    execFile(file, [...argv], { cwd, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, status: typeof error?.code === 'number' ? error.code : error ? -1 : 0 });
    });
  });
}
