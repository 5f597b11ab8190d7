import type { ChainResult, PublicKeyUse, TimeRange, TrailResult, UsedPublicKeys, Verdict } from '../../../lambda/core';
import { formatIsoTime } from '../../../lambda/core/format/time';
import type { FileCounter, FileCounts, FileTally } from '../events/file-counts';
import type { Acknowledgements } from '../lists/acknowledged';

/** The version of the report's shape. It grows when a field is removed or changes its meaning. */
export const SCHEMA_VERSION = 1;

/** ACKNOWLEDGED: it would be VALID if a person had not to answer for something. */
export type ReportedVerdict = Verdict | 'ACKNOWLEDGED';

/** A range of time as the report writes it. */
export interface ReportedRange {
  readonly start: string;
  readonly end: string;
}

/** When, by what and by whom a report was made, and of what. */
export interface Origin {
  readonly time: string;
  readonly version: string;
  /** The ARN of the identity that asked AWS; null where it is unknown or AWS was not asked. */
  readonly caller: string | null;
  /** The place of the folders of accounts: in a bucket, or in a copy of it. */
  readonly source: string;
}

/** The report without its findings, which are written one by one. */
export interface ReportSummary {
  readonly schemaVersion: number;
  readonly verdict: ReportedVerdict;
  readonly trailArn: string;
  readonly report: Origin;
  readonly requested: ReportedRange;
  /** The time from the first valid digest to the last, within what was requested; null if there is none. */
  readonly found: ReportedRange | null;
  /** What is not due yet: the end of the window, and log files that no digest can list yet; null if all is due. */
  readonly pending: { readonly start: string | null; readonly end: string | null; readonly logs: number } | null;
  readonly counts: FileCounts;
  readonly acknowledged: readonly { readonly by: string; readonly why: string; readonly count: number }[];
  readonly unmatchedAcknowledgements: readonly UnmatchedAcknowledgement[];
  /** By which public keys digests were verified, and where each came from. */
  readonly publicKeys: UsedPublicKeys;
  readonly chains: readonly ChainSummary[];
}

/** A line of an acknowledged list that is about nothing that was found. */
export interface UnmatchedAcknowledgement {
  readonly name: string;
  /** The state in which something of this name was found, empty where it has none; null where nothing was. */
  readonly seen: string | null;
  readonly by: string;
  readonly why: string;
  readonly line: string;
}

/** One account in one Region. */
export interface ChainSummary {
  readonly accountId: string;
  readonly region: string;
  readonly verdict: ReportedVerdict;
  readonly start: string | null;
  readonly end: string | null;
  readonly digests: FileTally;
  readonly backfillDigests: FileTally;
  readonly logs: FileTally;
}

/** What a run came to. */
export interface Finished {
  readonly options: { readonly trail: { readonly arn: string } };
  readonly origin: Origin;
  readonly requested: TimeRange;
  readonly result: TrailResult;
  readonly files: FileCounter;
  readonly acknowledgements: Acknowledgements;
  readonly publicKeys: PublicKeyUse;
  /** Whether the run was not stopped, so that everything was found that there is. */
  readonly isWhole: boolean;
}

/** The result of a run as the report writes it. */
export function summarize(finished: Finished): ReportSummary {
  const { options, origin, requested, result, files, acknowledgements, publicKeys, isWhole } = finished;
  const unmatched = isWhole ? acknowledgements.unmatched() : [];
  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: reportedVerdict(result.verdict, files.hasAcknowledged()),
    trailArn: options.trail.arn,
    report: origin,
    requested: reportedRange(requested),
    found: found(requested, result.chains),
    pending: pending(result, requested),
    counts: files.ofAll(result.counts),
    acknowledged: acknowledgements.summary(),
    unmatchedAcknowledgements: unmatched.map(({ at: line, ...rest }) => ({ ...rest, line })),
    publicKeys: publicKeys.values(),
    chains: result.chains.map((chain) => summarizeChain(chain, files)),
  };
}

function summarizeChain(chain: ChainResult, files: FileCounter): ChainSummary {
  const { accountId, region, verdict, covered } = chain;
  return {
    accountId,
    region,
    verdict: reportedVerdict(verdict, files.hasAcknowledged(chain)),
    start: covered ? formatIsoTime(covered.start) : null,
    end: covered ? formatIsoTime(covered.end) : null,
    ...files.ofChain(chain),
  };
}

function reportedVerdict(verdict: Verdict, hasAcknowledged: boolean): ReportedVerdict {
  return verdict === 'VALID' && hasAcknowledged ? 'ACKNOWLEDGED' : verdict;
}

function found(requested: TimeRange, chains: readonly ChainResult[]): ReportedRange | null {
  const covered = chains.flatMap((chain) => chain.covered ?? []);
  const start = covered.reduce((least, range) => Math.min(least, range.start), Infinity);
  const end = covered.reduce((most, range) => Math.max(most, range.end), -Infinity);
  if (covered.length === 0) return null;
  return reportedRange({ start: Math.max(start, requested.start), end: Math.min(end, requested.end) });
}

/** What was asked for of the future is pending too. */
function pending({ pending: range, counts }: TrailResult, { end }: TimeRange): ReportSummary['pending'] {
  if (range === undefined && counts.pendingLogFiles === 0) return null;
  const whole = range && reportedRange({ start: range.start, end: Math.max(range.end, end) });
  return { ...(whole ?? { start: null, end: null }), logs: counts.pendingLogFiles };
}

function reportedRange({ start, end }: TimeRange): ReportedRange {
  return { start: formatIsoTime(start), end: formatIsoTime(end) };
}
