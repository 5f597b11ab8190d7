import { Writable } from 'node:stream';
import { main } from '../../../bin/validate-trail/main';
import type { Io } from '../../../bin/validate-trail/io';
import { awsEnvironment, type Run } from './aws';

/** Keeps what is written to it. */
export class Capture extends Writable {
  public text = '';
  public isTTY = false;

  public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface RunOptions {
  readonly endpoint?: string;
  readonly now?: number;
  readonly io?: Partial<Io>;
  /** Variables beside those of the stand-in; undefined takes one away. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs the command in this process. */
export async function run(
  argv: readonly string[],
  { endpoint, now = Date.UTC(2026, 1), io, environment }: RunOptions = {},
): Promise<Run> {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const before = process.env;
  process.env = { ...awsEnvironment(endpoint ?? 'http://127.0.0.1:1'), ...environment };
  for (const name in environment) if (environment[name] === undefined) delete process.env[name];
  try {
    const never = new AbortController().signal;
    const status = await main(argv, { stdout, stderr, now: () => now, interrupted: never, ...io });
    return { stdout: stdout.text, stderr: stderr.text, status };
  } finally {
    process.env = before;
  }
}
