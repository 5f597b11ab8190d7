import type { Sink } from '../../shared/sink';

/** The lines of files as the AWS CLI prints them: what is valid to standard output, what is not to standard error. */
export class StatusLines {
  private lastWasDoubleSpaced = true;

  public constructor(
    private readonly out: Sink,
    private readonly err: Sink,
  ) {}

  public valid(line: string): Promise<void> | undefined {
    this.lastWasDoubleSpaced = false;
    return this.out.write(`${line}\n`);
  }

  public finding(line: string): Promise<void> | undefined {
    const text = this.lastWasDoubleSpaced ? `${line}\n\n` : `\n${line}\n\n`;
    this.lastWasDoubleSpaced = true;
    return this.err.write(text);
  }

  /** Ends the list of files. */
  public end(): Promise<void> | undefined {
    return this.lastWasDoubleSpaced ? undefined : this.out.write('\n');
  }
}
