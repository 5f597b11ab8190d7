import type { ValidationEvent } from '../../../lambda/core';
import { escapeText } from '../../../lambda/core/format/escape';
import { formatIsoTime } from '../../../lambda/core/format/time';
import type { Sink } from '../../shared/sink';
import { statusOf } from '../events/file-counts';
import type { Acknowledgements } from '../lists/acknowledged';
import { Fold, type Folded } from './fold';
import type { Report } from './form';
import { findingLine, foldedLine, validLine } from './lines';
import { StatusLines } from './status-lines';
import type { ReportSummary } from './summary';
import { awsCliSummary, ownSummary, unmatchedLine } from './text-summary';

interface About {
  readonly trailArn: string;
  readonly start: number;
  readonly end: number;
  readonly verbose: boolean;
  readonly acknowledgements: Acknowledgements;
}

/** The report for people: what the AWS CLI prints, and lines of its own for what the AWS CLI does not say. */
export class TextReport implements Report {
  private readonly lines: StatusLines;
  private readonly fold = new Fold();

  public constructor(
    private readonly out: Sink,
    private readonly err: Sink,
    private readonly about: About,
  ) {
    this.lines = new StatusLines(out, err);
  }

  public begin(): Promise<void> | undefined {
    const { trailArn, start, end } = this.about;
    const window = `between ${formatIsoTime(start)} and ${formatIsoTime(end)}`;
    return this.out.write(`Validating log files for trail ${escapeText(trailArn)} ${window}\n\n`);
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    if (event.type === 'finding') return this.show(this.fold.add(event));
    if (!this.about.verbose || (event.type !== 'digest' && event.type !== 'log-file')) return undefined;
    if (statusOf(event) !== 'valid') return undefined;
    const kind = event.type === 'digest' ? 'Digest file' : 'Log file';
    return this.lines.valid(validLine(kind, event.bucket, event.key, event.isBackfill));
  }

  public async end(summary: ReportSummary): Promise<void> {
    await this.show(this.fold.end());
    await this.lines.end();
    for (const unmatched of summary.unmatchedAcknowledgements) await this.err.write(unmatchedLine(unmatched));
    await this.out.write(`${awsCliSummary(summary)}\n${ownSummary(summary)}`);
  }

  private show(folded: readonly Folded[]): Promise<void> | undefined {
    const { acknowledgements } = this.about;
    let written: Promise<void> | undefined;
    for (const { first, last, count } of folded) {
      const line = count === 1 ? findingLine(first, acknowledgements.of(first)) : foldedLine(first, last, count);
      written = this.lines.finding(line);
    }
    return written;
  }
}
