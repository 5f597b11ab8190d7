import type { Writable } from 'node:stream';
import { CannotRun } from './failure';

/** Whoever read the text has closed the pipe, as `head -1` does: nothing more is to be written, and there is nobody to report to. */
export class ReaderGone extends CannotRun {
  public constructor(name: string) {
    super(`${name} was closed before all of it was written`);
  }
}

/** Writes, unless the reader has gone. */
export async function unlessReaderGone(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
}

interface Waiting {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: CannotRun): void;
}

/** Where text goes. It waits for a slow reader, and fails with one sentence when nothing can be written any more. */
export class Sink {
  private failure?: CannotRun;
  /** One for all that wait for the reader. */
  private waiting?: Waiting;

  public constructor(
    private readonly stream: Writable,
    name: string,
    private readonly beforeWrite: () => void = () => undefined,
  ) {
    stream.on('drain', () => this.settle());
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.failure ??= failure(name, error);
      this.settle();
    });
  }

  /** A promise where the reader is slower than the run; the caller has to wait for it. */
  public write(text: string): Promise<void> | undefined {
    if (this.failure) throw this.failure;
    this.beforeWrite();
    return this.stream.write(text) ? undefined : this.wait();
  }

  /** Resolves when all text has been taken over. */
  public async flush(): Promise<void> {
    if (this.failure) throw this.failure;
    const written = this.wait();
    this.stream.write('', () => this.settle());
    await written;
  }

  private wait(): Promise<void> {
    this.waiting ??= waiting();
    return this.waiting.promise;
  }

  private settle(): void {
    if (this.failure) this.waiting?.reject(this.failure);
    else this.waiting?.resolve();
    this.waiting = undefined;
  }
}

function waiting(): Waiting {
  let [resolve, reject]: [Waiting['resolve'], Waiting['reject']] = [() => undefined, () => undefined];
  const promise = new Promise<void>((resolved, failed) => ([resolve, reject] = [resolved, failed]));
  // Where nobody waits, the next write throws the failure.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function failure(name: string, { code }: NodeJS.ErrnoException): CannotRun {
  if (code === 'EPIPE') return new ReaderGone(name);
  return new CannotRun(`${name} cannot be written to`, `the report is not complete: run it again (${code})`);
}
