import type { Tally, ValidationEvent, Verdict } from '../../../lambda/core';
import { formatIsoTime } from '../../../lambda/core/format/time';
import type { Sink } from '../../shared/sink';
import { Fold, type Folded } from './fold';
import type { Report } from './form';
import { findingLine, foldedLine, validLine } from './lines';
import { StatusLines } from './status-lines';
import type { ReportSummary } from './summary';

const VERDICTS: Record<Verdict, string> = {
  VALID: 'all that is due is verified',
  INVALID: 'tampering was found',
  INCOMPLETE: 'not all that is due is verified',
};

/** The report for people: what the AWS CLI prints, and lines of its own for what the AWS CLI does not say. */
export class TextReport implements Report {
  private readonly lines: StatusLines;
  private readonly fold = new Fold();

  public constructor(
    private readonly out: Sink,
    err: Sink,
    private readonly about: { trailArn: string; start: number; end: number; verbose: boolean },
  ) {
    this.lines = new StatusLines(out, err);
  }

  public begin(): Promise<void> | undefined {
    const { trailArn, start, end } = this.about;
    const window = `between ${formatIsoTime(start)} and ${formatIsoTime(end)}`;
    return this.out.write(`Validating log files for trail ${trailArn} ${window}\n\n`);
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    if (event.type === 'finding') return this.show(this.fold.add(event));
    if (!this.about.verbose || (event.type !== 'digest' && event.type !== 'log-file')) return undefined;
    if (event.status !== 'valid') return undefined;
    const kind = event.type === 'digest' ? 'Digest file' : 'Log file';
    return this.lines.valid(validLine(kind, event.bucket, event.key, event.isBackfill));
  }

  public async end(summary: ReportSummary): Promise<void> {
    await this.show(this.fold.end());
    await this.lines.end();
    await this.out.write(`${awsCliSummary(summary)}\n${ownSummary(summary)}`);
  }

  private show(folded: readonly Folded[]): Promise<void> | undefined {
    let written: Promise<void> | undefined;
    for (const { first, last, count } of folded) {
      written = this.lines.finding(count === 1 ? findingLine(first) : foldedLine(first, last, count));
    }
    return written;
  }
}

function awsCliSummary({ requested, found, counts }: ReportSummary): string {
  const head = `Results requested for ${requested.start} to ${requested.end}\n`;
  const { digests, backfillDigests, logs } = counts;
  if (total(digests) + total(backfillDigests) === 0) return `${head}No digests found\n`;
  const range = found ? `Results found for ${found.start} to ${found.end}:\n` : 'No valid digests found in range\n';
  return `${head}${range}${ratio(digests, 'digest')}${ratio(backfillDigests, 'backfill digest')}${ratio(logs, 'log')}\n`;
}

function ratio(tally: Tally, name: string): string {
  const of = total(tally);
  if (of === 0) return '';
  const part = (count: number, state: string) => (count > 0 ? `, ${count}/${of} ${name} files ${state}` : '');
  const { valid, invalid, unverified } = tally;
  return `\n${valid}/${of} ${name} files valid${part(invalid, 'INVALID')}${part(unverified, 'UNVERIFIED')}`;
}

function total({ valid, invalid, unverified }: Tally): number {
  return valid + invalid + unverified;
}

function ownSummary({ verdict, chains, pending }: ReportSummary): string {
  const lines: string[] = [];
  if (chains.length > 1) lines.push(`${chains.length} chains: ${chainVerdicts(chains)}`);
  if (pending?.start) lines.push(`Pending: ${pending.start} to ${pending.end} is not due yet`);
  if (pending?.logs)
    lines.push(`Pending: ${pending.logs} log file${pending.logs === 1 ? '' : 's'} that no digest can list yet`);
  return [...lines, `Verdict: ${verdict}, ${VERDICTS[verdict]}`, ''].join('\n');
}

function chainVerdicts(chains: ReportSummary['chains']): string {
  return (Object.keys(VERDICTS) as Verdict[])
    .map((verdict) => ({ verdict, count: chains.filter((chain) => chain.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}
