import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CannotRun } from './failure';
import { Sink } from './sink';

/** A file that a command writes. It is opened before the run, so that a run is not lost to a wrong name. */
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
