import { nameInArn } from '../../core/format/arn';
import type { FindingGroup } from '../../records/finding-groups';
import type { HashedLocation, Report } from '../../records/report';
import type { Changes } from '../changes/notified';
import { howTo, whatToDo } from './what-to-do';
import { cut, fit, shown } from '../../core/format/excerpt';
import { endLine, growthLine, iso, lineOf } from './wording';

export interface Message {
  readonly subject: string;
  readonly body: string;
}

/** For each of seven sections, so that a message stays below 200 KB. */
const SECTION = { most: 20, bytes: 26_000 };
/** SNS takes subjects of fewer than 100 characters. */
const LONGEST_SUBJECT = 99;

/** What people are sent when something is found, over or acknowledged; undefined where nothing has changed. */
export function messageOf(
  report: Pick<Report, 'trailArn' | 'time' | 'verdict'>,
  changes: Changes,
  location: HashedLocation,
  runbookUrl: string | undefined,
): Message | undefined {
  const { opened, grown, passed, closed, open, acknowledged, acknowledgedMore } = changes;
  if (opened.length + passed.length + closed.length + acknowledged.length + acknowledgedMore === 0) return undefined;
  const name = nameInArn(report.trailArn);
  const grownGroups = grown.map(({ group }) => group);
  const over = passed.filter(({ severity }) => severity !== 'NOTICE');
  const [worst] = opened;
  const lines = [
    `The digest validation of the trail ${name} at ${iso(report.time)} has the result ${report.verdict}.`,
    ...section('New', without(opened, grownGroups).map(lineOf)),
    ...section('More', grown.map(growthLine)),
    ...section('Found, and over before anyone could be notified', over.map(lineOf)),
    ...section('Ended', without(passed, over).map(endLine)),
    ...section('Closed', closed.map(lineOf)),
    ...section(
      'Acknowledged',
      acknowledged.map((name) => shown(name)),
      acknowledgedMore,
    ),
    ...section('Still open', without(open, opened).map(lineOf)),
    '',
    `Report: s3://${location.bucket}/${location.key}`,
    `SHA-256 of the report: ${location.sha256}`,
    ...(worst === undefined
      ? passed.slice(0, 1).flatMap((group) => howTo(group, runbookUrl))
      : whatToDo(report.trailArn, worst, location, runbookUrl)),
  ];
  // Mail shows a subject in ASCII everywhere.
  return { subject: cut(`${leadOf(changes)}: log files of ${name}`, LONGEST_SUBJECT, '...'), body: lines.join('\n') };
}

function leadOf({ opened, passed, closed }: Changes): string {
  const news = [...opened, ...passed.filter(({ severity }) => severity !== 'NOTICE')];
  const worst = news.find(({ severity }) => severity === 'INVALID') ?? news[0];
  if (worst !== undefined) return worst.severity === 'INVALID' ? 'TAMPERING' : 'Unverified';
  if (passed.length > 0) return 'Ended';
  return closed.length > 0 ? 'Closed' : 'Acknowledged';
}

function section(heading: string, lines: readonly string[], others = 0): string[] {
  if (lines.length + others === 0) return [];
  const { fitting, more: left } = fit(lines, SECTION, (line) => line);
  const more = left + others;
  return ['', `${heading}:`, ...fitting, ...(more > 0 ? [`and ${more} more, in the report`] : [])];
}

function without(groups: readonly FindingGroup[], others: readonly FindingGroup[]): FindingGroup[] {
  const excluded = new Set(others);
  return groups.filter((group) => !excluded.has(group));
}
