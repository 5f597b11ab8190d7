import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';

export type Asset = 'validate' | 'publish' | 'report' | 'watch' | 'group' | 'channel';

export interface Invocation {
  readonly asset: Asset;
  readonly handler: string;
  readonly event: object;
  /** The clock of the function. */
  readonly now: number;
  /** Milliseconds until Lambda would stop it. Default: 15 minutes */
  readonly remaining?: number;
}

export interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  /** What the function wrote to its log. */
  readonly lines: readonly string[];
  /** The most memory that the process has held so far, in KiB. */
  readonly peak?: number;
}

interface Reply {
  readonly id: number;
  readonly result?: string;
  readonly error?: Answer['error'];
  readonly lines: readonly string[];
  readonly peak?: number;
}

const ROOT = path.join(__dirname, '..', '..', '..');

/** The bundled functions in a child process, which is made anew after it was killed. */
export class LambdaProcess {
  private child: ChildProcess | undefined;
  private id = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  public constructor(private readonly environment: Readonly<Record<string, string>>) {}

  public invoke({ asset, handler, event, now, remaining = 900_000 }: Invocation): Promise<Answer> {
    const id = ++this.id;
    const functionArn = `arn:aws:lambda:us-east-1:222222222222:function:${asset}-${handler}`;
    const file = path.join(ROOT, 'assets', asset, 'index.mjs');
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.running().send({ id, asset: file, handler, event, now, remaining, functionArn });
    });
  }

  /** Ends the process at once, in the midst of whatever it does. */
  public async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const isOver = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await isOver;
  }

  private running(): ChildProcess {
    if (this.child !== undefined) return this.child;
    const child = fork(path.join(__dirname, 'lambda-process.mjs'), {
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, NODE_NO_WARNINGS: '1', ...this.environment },
      execArgv: [],
    });
    child.on('message', ({ id, result, ...rest }: Reply) => {
      this.waiting.get(id)?.({ ...rest, ...(result !== undefined && { result: JSON.parse(result) as unknown }) });
      this.waiting.delete(id);
    });
    child.once('exit', () => {
      this.child = undefined;
      for (const answer of this.waiting.values()) {
        answer({ error: { name: 'Killed', message: 'the process has ended' }, lines: [] });
      }
      this.waiting.clear();
    });
    this.child = child;
    return child;
  }
}
