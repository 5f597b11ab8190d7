import type { ValidationEvent } from '../../../lambda/core';
import { escapeJson } from '../../../lambda/core/format/escape';
import type { Sink } from '../../shared/sink';
import { statusOf } from '../events/file-counts';
import type { Acknowledgements } from '../lists/acknowledged';
import type { Report } from './form';
import { findingJson } from './json';
import type { ReportSummary } from './summary';

/** One line of JSON for each finding, each chain, and at the end the summary; with `--verbose` for each file too. */
export class NdjsonReport implements Report {
  public constructor(
    private readonly out: Sink,
    private readonly verbose: boolean,
    private readonly acknowledgements: Acknowledgements,
  ) {}

  public begin(): void {}

  public event(event: ValidationEvent): Promise<void> | undefined {
    if (event.type === 'finding') return this.line({ type: 'finding', ...findingJson(event, this.acknowledgements) });
    if (!this.verbose || (event.type !== 'digest' && event.type !== 'log-file')) return undefined;
    const { type, isBackfill, accountId, region, bucket, key } = event;
    const status = statusOf(event);
    const source = event.type === 'digest' ? { keySource: event.keySource ?? null } : {};
    return this.line({ type, status, isBackfill, accountId, region, bucket, key, ...source });
  }

  public async end({ chains, ...summary }: ReportSummary): Promise<void> {
    for (const chain of chains) await this.line({ type: 'chain', ...chain });
    await this.line({ type: 'summary', ...summary });
  }

  private line(value: object): Promise<void> | undefined {
    return this.out.write(`${escapeJson(value)}\n`);
  }
}
