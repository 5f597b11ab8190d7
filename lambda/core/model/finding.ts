import { isPassing } from './cause';
import { FINDINGS, type Closing, type FindingCode, type FindingDetail, type FindingKind } from './finding-catalogue';
import type { Severity } from './severity';
import type { TimeRange } from './store';
import type { Chain } from './trail';

/** One thing that is tampered with or unverified, or worth a notice. Findings without an account are about the trail. */
export interface Finding extends Partial<Chain> {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The object that it is about. Keys are the attacker's text: escape them where they are shown. */
  readonly bucket?: string;
  readonly key?: string;
  /** The time that is unverified. */
  readonly range?: TimeRange;
  /** The digest that lists the log file. */
  readonly digestKey?: string;
  /** What else was found out, by name; values may be the attacker's text. */
  readonly detail?: FindingDetail;
  /** When an earlier run saw it first, in milliseconds since 1970. */
  readonly firstSeen?: number;
  /** Whether a person has acknowledged it: it is then a NOTICE. */
  readonly acknowledged?: true;
}

/** A finding before it is recorded: without its chain, and without what checkpoint and acknowledgements add. */
export interface NewFinding extends Omit<Finding, keyof Chain | 'firstSeen' | 'acknowledged'> {
  /** It was reported before by this run, for another chain: it counts here and is not reported again. */
  readonly isReported?: boolean;
}

/** A new finding that is tampering. */
export function invalid(code: FindingCode, detail?: FindingDetail): NewFinding {
  return { code, severity: 'INVALID', detail };
}

/** A finding about an object that was read, with the time at which that was written. */
export function writtenAt(finding: NewFinding, lastModified: number | undefined): NewFinding {
  return lastModified === undefined ? finding : { ...finding, detail: { ...finding.detail, lastModified } };
}

/** A new finding of something that is unverified. */
export function incomplete(code: FindingCode, detail?: FindingDetail): NewFinding {
  return { code, severity: 'INCOMPLETE', detail };
}

/** The name by which a finding is stored as an open item: the same in every run. */
export function findingName({ code, accountId, region, bucket, key, range }: Finding): string {
  const subject = key !== undefined ? `s3://${bucket}/${key}` : range !== undefined ? isoRange(range) : '';
  return [code, accountId ?? '*', region ?? '*', subject].join(' ').trimEnd();
}

/** Words a finding. The account, Region, key, times and detail are not in it: whoever shows them escapes them. */
export function describeFinding({ code, detail = {} }: Pick<Finding, 'code' | 'detail'>): string {
  const { sentence } = FINDINGS[code];
  return typeof sentence === 'string' ? sentence : sentence(detail);
}

/** How a finding closes: by its code, and by what it is about. */
export function closingOf({ code, key, digestKey }: Finding): Closing {
  const { closedBy } = FINDINGS[code];
  // A digest lists the log file: what is verified of it is its content.
  if (closedBy === 'listing' && digestKey !== undefined) return 'content';
  // A gap before a starting digest stays a gap, whatever is verified later.
  if (closedBy === 'coverage' && key !== undefined) return 'acknowledgement';
  return closedBy;
}

/** When people are notified of a finding: not at once of a read failure that may be over by the next run. */
export function notificationOf({ code, severity, detail }: Finding): FindingKind['notifies'] {
  const { notifies } = FINDINGS[code];
  return notifies === 'at-once' && severity === 'INCOMPLETE' && isPassing(detail?.cause) ? 'lasting' : notifies;
}

function isoRange({ start, end }: TimeRange): string {
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`;
}
