import { Writable } from 'node:stream';
import type { Program } from '../../bin/shared/command';
import type { Io } from '../../bin/shared/io';
import { runProgram } from '../../bin/shared/program';
import { VALIDATE_TRAIL } from '../../bin/validate-trail/program';
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
  readonly program?: Program;
  readonly endpoint?: string;
  readonly now?: number;
  readonly io?: Partial<Io>;
  /** Variables beside those of the stand-in; undefined takes one away. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program in this process; by default validate-trail. */
export async function run(
  argv: readonly string[],
  { program = VALIDATE_TRAIL, endpoint, now = Date.UTC(2026, 1), io, environment }: RunOptions = {},
): Promise<Run> {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const before = process.env;
  process.env = { ...awsEnvironment(endpoint ?? 'http://127.0.0.1:1'), ...environment };
  for (const name in environment) if (environment[name] === undefined) delete process.env[name];
  try {
    const never = new AbortController().signal;
    const status = await runProgram(program, argv, {
      stdout,
      stderr,
      now: () => now,
      interruption: () => never,
      ...io,
    });
    return { stdout: stdout.text, stderr: stderr.text, status };
  } finally {
    process.env = before;
  }
}
