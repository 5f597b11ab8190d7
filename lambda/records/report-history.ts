import { DAY } from '../core/format/time';
import type { ReportHead } from './report-head';
import type { CheckedVersion } from './report-versions';

/** What is to be compared: the reports that are there, and what the table, the marks and the reports say must be there. */
export interface ReportHistory {
  readonly now: number;
  /** Undefined where the table has none that the validator wrote. */
  readonly head: ReportHead | undefined;
  /** Whether the report that the table names is there. */
  readonly hasHead: boolean;
  readonly newest: CheckedVersion | undefined;
  /** The versions that were looked at and that the validator wrote. */
  readonly checked: readonly CheckedVersion[];
  /** The lists of checkpoints that were looked at and that the validator wrote: each names the one before, as reports do. */
  readonly lists: readonly CheckedVersion[];
  /** Lists of findings that reports name and that are not there as they were written. */
  readonly unfound: readonly string[];
  /** The keys of all that were listed, reports and lists. */
  readonly listed: ReadonlySet<string>;
  /** How many of them are reports. */
  readonly reports: number;
  /** Nothing at or before this key was listed. */
  readonly listedAfter: string;
  /** The first of all reports that are kept. */
  readonly oldest: string | undefined;
  /** Reports that people were notified of after the newest one. */
  readonly notifiedAfter: readonly string[];
}

/** A run that was killed just after its first report has left no word of it in the table. */
const FIRST_REPORTS = 3;
/** A clock that was ahead, or a lifecycle rule that acts late. */
const SLACK = 2 * DAY;
/** Evidence is kept for longer than this at least. */
const SHORTEST_KEPT = DAY;

/** The keys of reports and lists that must be there and are not: each names the one before, and the table and the marks the newest. */
export function missingReports(history: ReportHistory): string[] {
  const { head, hasHead, checked, lists, unfound, listed, listedAfter, notifiedAfter } = history;
  const linked = [...checked, ...lists]
    .flatMap(({ previous }) => previous?.key ?? [])
    .filter((key) => key > listedAfter);
  const named = [...(head !== undefined && !hasHead ? [head.key] : []), ...linked, ...notifiedAfter];
  const isGone = (key: string) => !listed.has(key) || (key === head?.key && !hasHead);
  const missing = [...named.filter(isGone), ...unfound].filter((key) => isDemanded(key, history));
  return [...new Set([...missing, ...missingAtTheBeginning(history)])].sort();
}

/** What has expired is not demanded: the table says how old a report there once was. */
function isDemanded(key: string, { head, oldest, now }: ReportHistory): boolean {
  if (head === undefined) return oldest === undefined || key > oldest;
  const keptFor = Math.max(SHORTEST_KEPT, ageOfOldest(head) - SLACK);
  return (oldest !== undefined && key > oldest) || now - timeIn(key) < keptFor;
}

/** Reports expire by their age: as time goes on, the first one that is kept never becomes younger than it once was. */
function missingAtTheBeginning({ head, oldest, now }: ReportHistory): string[] {
  if (head === undefined || oldest === undefined || oldest <= head.oldest) return [];
  return now - timeIn(oldest) + SLACK < ageOfOldest(head) ? [head.oldest] : [];
}

/** By the clock of S3, when the table was written. */
function ageOfOldest({ checkedTo, oldest }: ReportHead): number {
  return checkedTo - timeIn(oldest);
}

/** Whether the word of the table is gone or forged, although it has been there. */
export function isHeadLost({ head, newest, checked, reports }: ReportHistory): boolean {
  if (head !== undefined || newest === undefined) return false;
  const isFirst = ({ previous }: CheckedVersion) => previous === undefined;
  return reports > FIRST_REPORTS || !checked.some(isFirst);
}

/** The time in the name of a report. */
export function timeIn(key: string): number {
  const [, date = ''] = /(\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(key) ?? [];
  return Date.parse(date);
}
