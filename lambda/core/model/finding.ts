import type { TimeRange } from './store';

/**
 * INVALID: someone without AWS's private key did it. INCOMPLETE: something could not be verified.
 * NOTICE: worth telling, changes no verdict.
 */
export type Severity = 'INVALID' | 'INCOMPLETE' | 'NOTICE';
export type Verdict = 'VALID' | 'INVALID' | 'INCOMPLETE';

/** Every code that a finding can have, with the severities it comes in. Stable: metrics and the runbook use them. */
export const FINDING_CODES = {
  // A digest file that is there
  'digest-malformed': ['INVALID'],
  'digest-trailing-data': ['INVALID'],
  'digest-moved': ['INVALID'],
  'digest-signature-invalid': ['INVALID'],
  'digest-signature-unknown': ['INCOMPLETE'],
  'digest-key-unknown': ['INVALID'],
  'digest-key-outside-validity': ['INCOMPLETE'],
  'digest-unreadable': ['INCOMPLETE'],
  'digest-too-large': ['INCOMPLETE'],
  'unexpected-content': ['INCOMPLETE'],
  'unexpected-object': ['INCOMPLETE'],
  'public-keys-unavailable': ['INCOMPLETE'],
  'bucket-not-allowed': ['INCOMPLETE'],
  // The chain of digest files
  'digest-missing': ['INVALID'],
  'digest-pending': ['INCOMPLETE'],
  'chain-broken': ['INVALID'],
  'chain-forked': ['INCOMPLETE'],
  'chain-started': ['NOTICE'],
  'chain-restarted': ['NOTICE'],
  'logging-stopped': ['INCOMPLETE'],
  'unexplained-restart': ['INCOMPLETE', 'INVALID'],
  'chain-stale': ['INCOMPLETE'],
  'chain-ended': ['NOTICE'],
  'chain-uncovered': ['INCOMPLETE'],
  'no-digests': ['INCOMPLETE'],
  'not-validated': ['INCOMPLETE'],
  'listing-failed': ['INCOMPLETE'],
  // Log files
  'log-file-modified': ['INVALID'],
  'log-file-malformed': ['INVALID'],
  'log-file-trailing-data': ['INVALID'],
  'log-file-missing': ['INVALID'],
  'log-file-unlisted': ['INVALID'],
  'log-file-unverified': ['INCOMPLETE'],
  'log-file-unreadable': ['INCOMPLETE'],
  'log-file-too-large': ['INCOMPLETE'],
  'log-files-rewritten': ['NOTICE'],
  // The trail as a whole, and the validator's memory
  'accounts-unknown': ['NOTICE'],
  'regions-unknown': ['NOTICE'],
  'lifecycle-too-short': ['INCOMPLETE'],
  'lifecycle-unreadable': ['INCOMPLETE'],
  'memory-rolled-back': ['INVALID'],
} as const satisfies Record<string, readonly Severity[]>;

export type FindingCode = keyof typeof FINDING_CODES;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Left out where the finding is about a Region or the whole trail. */
  readonly accountId?: string;
  readonly region?: string;
  /** The object it is about. Keys are the attacker's text: escape them where they are shown. */
  readonly bucket?: string;
  readonly key?: string;
  /** The time that is not verified. */
  readonly range?: TimeRange;
  /** The digest that lists the log file. */
  readonly digestKey?: string;
  /** What else is known, by name; values may be the attacker's text. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** When an earlier run saw it first, in milliseconds since 1970. */
  readonly firstSeen?: number;
  /** Whether the caller accepted it by its name: it is then a NOTICE. */
  readonly acknowledged?: true;
}

/** The name by which a finding is acknowledged and its open item is kept: the same in every run. */
export function findingName({ code, accountId, region, bucket, key, range }: Finding): string {
  const subject = key !== undefined ? `s3://${bucket}/${key}` : range !== undefined ? isoRange(range) : '';
  return [code, accountId ?? '*', region ?? '*', subject].join(' ').trimEnd();
}

function isoRange({ start, end }: TimeRange): string {
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`;
}

/** INVALID outweighs INCOMPLETE, which outweighs VALID. */
export function worstVerdict(...verdicts: readonly (Verdict | Severity | undefined)[]): Verdict {
  return verdicts.includes('INVALID') ? 'INVALID' : verdicts.includes('INCOMPLETE') ? 'INCOMPLETE' : 'VALID';
}
