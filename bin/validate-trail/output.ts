import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CannotRun } from './failure';
import type { Io } from './io';
import { ProgressBar } from './progress';
import { Sink } from './sink';

/** What the user sees while the command runs. */
export interface Screen {
  readonly out: Sink;
  readonly err: Sink;
  /** Only on a terminal. */
  readonly progress?: ProgressBar;
}

export function openScreen({ stdout, stderr, now }: Io): Screen {
  const progress = stderr.isTTY ? new ProgressBar(stderr, now) : undefined;
  const makeRoom = () => progress?.hide();
  return {
    out: new Sink(stdout, 'standard output', makeRoom),
    err: new Sink(stderr, 'standard error', makeRoom),
    ...(progress && { progress }),
  };
}

/** A file that the command writes. It is opened before the run, so that a run is not lost to a wrong name. */
export class OutputFile {
  public readonly sink: Sink;

  private constructor(
    private readonly stream: WriteStream,
    path: string,
  ) {
    this.sink = new Sink(stream, path);
  }

  public static async open(path: string): Promise<OutputFile> {
    try {
      const file = await open(path, 'w');
      return new OutputFile(createWriteStream(path, { fd: file }), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CannotRun(`${path} cannot be written (${code})`, 'name a file in a folder that you may write to');
    }
  }

  public async close(): Promise<void> {
    await this.sink.flush();
    await new Promise<void>((resolve) => this.stream.end(() => resolve()));
  }
}
