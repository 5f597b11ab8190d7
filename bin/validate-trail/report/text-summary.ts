import { escapeText } from '../../../lambda/core/format/escape';
import type { FileTally } from '../events/file-counts';
import type { ChainSummary, ReportedVerdict, ReportSummary, UnmatchedAcknowledgement } from './summary';

const VERDICTS: Record<ReportedVerdict, string> = {
  VALID: 'all that is due is verified',
  ACKNOWLEDGED: 'all that is due is verified, except for what a person has acknowledged',
  INVALID: 'tampering was found',
  INCOMPLETE: 'not all that is due is verified',
};

/** So many chains have a line of their own. */
const MOST_CHAINS = 20;

/** The summary of the AWS CLI. */
export function awsCliSummary({ requested, found, counts }: ReportSummary): string {
  const head = `Results requested for ${requested.start} to ${requested.end}\n`;
  const { digests, backfillDigests, logs } = counts;
  const hasDigests = total(digests) + total(backfillDigests) > 0;
  const range = found ? `Results found for ${found.start} to ${found.end}:\n` : 'No valid digests found in range\n';
  const lines = `${ratio(digests, 'digest')}${ratio(backfillDigests, 'backfill digest')}${ratio(logs, 'log')}`;
  return `${head}${hasDigests ? range : 'No digests found\n'}${lines === '' ? '' : `${lines}\n`}`;
}

function ratio(tally: FileTally, name: string): string {
  if (total(tally) === 0) return '';
  return `\n${parts(tally, `${name} files`).join(', ')}`;
}

/** The files in each state, of how many. */
function parts(tally: FileTally, name: string): string[] {
  const of = total(tally);
  const states = [
    [tally.invalid, 'INVALID'],
    [tally.unverified, 'UNVERIFIED'],
    [tally.acknowledged, 'ACKNOWLEDGED'],
  ] as const;
  const rest = states.filter(([count]) => count > 0).map(([count, state]) => `${count}/${of} ${name} ${state}`);
  return [`${tally.valid}/${of} ${name} valid`, ...rest];
}

function total({ valid, invalid, unverified, acknowledged }: FileTally): number {
  return valid + invalid + unverified + acknowledged;
}

/** What the AWS CLI does not say. The verdict is the last line. */
export function ownSummary(summary: ReportSummary): string {
  const { verdict, chains, pending, acknowledged, report, requested } = summary;
  const lines = chainLines(chains);
  if (requested.end > report.time)
    lines.push(`Notice: the time asked for ends in the future; it was verified until ${report.time}`);
  if (pending?.start) lines.push(`Pending: ${pending.start} to ${pending.end} is not due yet`);
  if (pending?.logs)
    lines.push(`Pending: ${pending.logs} log file${pending.logs === 1 ? '' : 's'} that no digest can list yet`);
  lines.push(...acknowledged.map(({ by, why, count }) => `${count} acknowledged: ${escapeText(`${by}, ${why}`)}`));
  const caller = report.caller === null ? '' : `, as ${escapeText(report.caller)}`;
  lines.push(`Report: ${report.time} by validate-trail ${report.version}${caller}, from ${escapeText(report.source)}`);
  return [...lines, `Verdict: ${verdict}, ${VERDICTS[verdict]}`, ''].join('\n');
}

/** A line for each chain; of many chains, for those that are not valid. */
function chainLines(chains: readonly ChainSummary[]): string[] {
  const shown = chains.length <= MOST_CHAINS ? chains : chains.filter(({ verdict }) => verdict !== 'VALID');
  const lines = shown.slice(0, MOST_CHAINS).map(chainLine);
  if (chains.length > lines.length) {
    const rest = chains.filter((chain) => !shown.slice(0, MOST_CHAINS).includes(chain));
    lines.push(`Chains: ${rest.length} more, ${verdictsOf(rest)}`);
  }
  if (chains.length > 1) lines.push(`${chains.length} chains: ${verdictsOf(chains)}`);
  return lines;
}

function chainLine({ accountId, region, verdict, digests, backfillDigests, logs }: ChainSummary): string {
  const files = [
    ...parts(digests, 'digest files'),
    ...(total(backfillDigests) > 0 ? parts(backfillDigests, 'backfill digest files') : []),
    ...parts(logs, 'log files'),
  ];
  return `Chain: ${accountId} ${region} ${verdict}, ${files.join(', ')}`;
}

function verdictsOf(chains: readonly ChainSummary[]): string {
  return (Object.keys(VERDICTS) as ReportedVerdict[])
    .map((verdict) => ({ verdict, count: chains.filter((chain) => chain.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}

/** A line of an acknowledged list that is about nothing that was found: a finding that is over, another act, or a slip. */
export function unmatchedLine({ name, seen, line }: UnmatchedAcknowledgement): string {
  const reason =
    seen === null
      ? 'nothing that was found has this name'
      : `what has this name now is not what the line is about; it is ${seen === '' ? 'written' : 'followed by'} ${wordingOf(seen)}`;
  return `Acknowledged\t${escapeText(name)}\tNOTICE: ${reason} (${escapeText(line)})\n\n`;
}

function wordingOf(seen: string): string {
  return seen === '' ? 'without "seen"' : `"seen ${escapeText(seen)}"`;
}
