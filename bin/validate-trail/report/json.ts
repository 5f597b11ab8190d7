import { findingName, seenOf, type Finding, type ValidationEvent } from '../../../lambda/core';
import { escapeJson } from '../../../lambda/core/format/escape';
import { formatIsoTime } from '../../../lambda/core/format/time';
import type { Sink } from '../../shared/sink';
import type { Acknowledgement, Acknowledgements } from '../lists/acknowledged';
import type { Report } from './form';
import { messageOf } from './message';
import { SCHEMA_VERSION, type ReportSummary } from './summary';

/** A finding as the report writes it. */
export function findingJson(finding: Finding, acknowledgements: Acknowledgements) {
  const { code, severity, accountId = null, region = null, bucket = null, key = null } = finding;
  const acknowledged = acknowledgedBy(acknowledgements.of(finding));
  const name = findingName(finding);
  const seen = seenOf(finding) ?? null;
  return { code, severity, name, seen, accountId, region, bucket, key, message: messageOf(finding), acknowledged };
}

function acknowledgedBy(acknowledgement: Acknowledgement | undefined): { by: string; why: string } | null {
  return acknowledgement === undefined ? null : { by: acknowledgement.by, why: acknowledgement.why };
}

/** One JSON document, written as the run goes on. What it is about comes first and the verdict last. */
export class JsonReport implements Report {
  private separator = '';

  public constructor(
    private readonly out: Sink,
    private readonly about: { trailArn: string; start: number; end: number; acknowledgements: Acknowledgements },
  ) {}

  public begin(): Promise<void> | undefined {
    const { trailArn, start, end } = this.about;
    const requested = { start: formatIsoTime(start), end: formatIsoTime(end) };
    return this.out.write(`{\n${fields({ schemaVersion: SCHEMA_VERSION, trailArn, requested })},\n"findings": [`);
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    if (event.type !== 'finding') return undefined;
    const written = this.out.write(`${this.separator}\n${escapeJson(findingJson(event, this.about.acknowledgements))}`);
    this.separator = ',';
    return written;
  }

  public async end(summary: ReportSummary): Promise<void> {
    const list = summary.chains.map((chain) => `\n${escapeJson(chain)}`).join(',');
    const { acknowledged, unmatchedAcknowledgements, publicKeys, found, pending, counts, report, verdict } = summary;
    const rest = { acknowledged, unmatchedAcknowledgements, publicKeys, found, pending, counts, report, verdict };
    await this.out.write(`\n],\n"chains": [${list}\n],\n${fields(rest)}\n}\n`);
  }
}

function fields(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `"${name}": ${escapeJson(value)}`)
    .join(',\n');
}
