import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { CannotRun } from './failure';

/** Where text goes: waits for who reads it, and says in one sentence when it can't be written any more. */
export class Sink {
  private failure?: Error;
  private readonly broken: Promise<never>;

  public constructor(
    private readonly stream: Writable,
    private readonly name: string,
    private readonly beforeWrite: () => void = () => undefined,
  ) {
    this.broken = new Promise((_, reject) => {
      stream.once('error', (error: Error) => {
        this.failure = error;
        reject(this.refusal(error));
      });
    });
    this.broken.catch(() => undefined);
  }

  /** A promise where the reader is slower than the run; it is to be waited for. */
  public write(text: string): Promise<void> | undefined {
    if (this.failure) throw this.refusal(this.failure);
    this.beforeWrite();
    if (this.stream.write(text)) return undefined;
    return Promise.race([once(this.stream, 'drain').then(() => undefined), this.broken]);
  }

  /** Resolves when all text has been taken over. */
  public async flush(): Promise<void> {
    if (this.failure) throw this.refusal(this.failure);
    const written = new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    await Promise.race([written, this.broken]);
  }

  private refusal(error: Error & { code?: string }): CannotRun {
    const why = error.code === 'EPIPE' ? 'was closed before the report was complete' : 'can not be written to';
    return new CannotRun(`${this.name} ${why}`, `the report is not complete: run it again (${error.code})`);
  }
}
