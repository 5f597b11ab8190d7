import { escapeJson } from '../../lambda/core/format/escape';
import type { Arguments } from './arguments';
import type { Io } from './io';
import type { REPORT_OPTIONS } from './options';
import { OutputFile } from './output-file';
import { Sink, unlessReaderGone } from './sink';

/** A report in each of its forms. The text is safe to show. */
export interface Forms {
  readonly text: string;
  readonly json: unknown;
}

/** Where a report goes that is made as a whole. */
export class WholeReport {
  private constructor(
    private readonly isJson: boolean,
    private readonly screen: Sink,
    private readonly file: OutputFile | undefined,
  ) {}

  /** Opens the file that the options name. */
  public static async open(given: Arguments<keyof typeof REPORT_OPTIONS>, { stdout }: Io): Promise<WholeReport> {
    const path = given.one('report-file');
    const file = path === undefined ? undefined : await OutputFile.open(path);
    return new WholeReport(given.one('output') === 'json', new Sink(stdout, 'standard output'), file);
  }

  /** Writes the form that was asked for; where a file has it, the screen has text. */
  public async write({ text, json }: Forms): Promise<void> {
    const report = this.isJson ? `${escapeJson(json)}\n` : text;
    await this.file?.sink.write(report);
    await this.file?.close();
    await unlessReaderGone(async () => {
      await this.screen.write(this.file ? text : report);
      await this.screen.flush();
    });
  }
}
