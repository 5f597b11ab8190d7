import type { ChainResult, Counts, Tally, TimeRange, TrailResult, Verdict } from '../../../lambda/core';
import { formatIsoTime } from '../../../lambda/core/format/time';

/** The version of the report's shape. It grows when a field is removed or changes its meaning. */
export const SCHEMA_VERSION = 1;

/** A range of time as the report writes it. */
export interface ReportedRange {
  readonly start: string;
  readonly end: string;
}

/** The report without its findings, which are written one by one. */
export interface ReportSummary {
  readonly schemaVersion: number;
  readonly verdict: Verdict;
  readonly trailArn: string;
  readonly requested: ReportedRange;
  /** The time from the first valid digest to the last, within what was requested; null if there is none. */
  readonly found: ReportedRange | null;
  /** What is not due yet: the end of the window, and log files that no digest can list yet; null if all is due. */
  readonly pending: { readonly start: string | null; readonly end: string | null; readonly logs: number } | null;
  readonly counts: { readonly digests: Tally; readonly backfillDigests: Tally; readonly logs: Tally };
  readonly chains: readonly ChainSummary[];
}

/** One account in one Region. */
export interface ChainSummary {
  readonly accountId: string;
  readonly region: string;
  readonly verdict: Verdict;
  readonly start: string | null;
  readonly end: string | null;
  readonly digests: Tally;
  readonly logs: Tally;
}

/** The result of a run as the report writes it. */
export function summarize(trailArn: string, requested: TimeRange, result: TrailResult): ReportSummary {
  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: result.verdict,
    trailArn,
    requested: reportedRange(requested),
    found: found(requested, result.chains),
    pending: pending(result),
    counts: tallies(result.counts),
    chains: result.chains.map(({ accountId, region, verdict, covered, counts: { digests, logFiles } }) => ({
      accountId,
      region,
      verdict,
      start: covered ? formatIsoTime(covered.start) : null,
      end: covered ? formatIsoTime(covered.end) : null,
      digests,
      logs: logFiles,
    })),
  };
}

function found(requested: TimeRange, chains: readonly ChainResult[]): ReportedRange | null {
  const covered = chains.flatMap((chain) => chain.covered ?? []);
  const start = covered.reduce((least, range) => Math.min(least, range.start), Infinity);
  const end = covered.reduce((most, range) => Math.max(most, range.end), -Infinity);
  if (covered.length === 0) return null;
  return reportedRange({ start: Math.max(start, requested.start), end: Math.min(end, requested.end) });
}

function pending({ pending: range, counts }: TrailResult): ReportSummary['pending'] {
  if (range === undefined && counts.pendingLogFiles === 0) return null;
  return { ...(range ? reportedRange(range) : { start: null, end: null }), logs: counts.pendingLogFiles };
}

function tallies({ digests, backfillDigests, logFiles }: Counts): ReportSummary['counts'] {
  return { digests, backfillDigests, logs: logFiles };
}

function reportedRange({ start, end }: TimeRange): ReportedRange {
  return { start: formatIsoTime(start), end: formatIsoTime(end) };
}
