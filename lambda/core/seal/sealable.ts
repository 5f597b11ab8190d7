import { DAY, HOUR } from '../format/time';
import { NULL_VERSION } from './sealed-day';
import type { Difference } from './compare';

/** Why a day is not sealed. It is read in full by each sweep until it is. */
export type NotSealed =
  /** A backfill digest of the day may still be delivered. */
  | 'too-young'
  /** It began before what is kept. */
  | 'expired'
  /** The bucket does not keep versions. */
  | 'versioning-not-enabled'
  /** A finding is open that is about the day, or about the whole chain. */
  | 'open'
  /** A file of it was not verified, or is of no trail. */
  | 'not-verified'
  /** A file was written while versioning was not enabled. */
  | 'null-version'
  /** A file is in another bucket or below another prefix than the trail delivers to now. */
  | 'elsewhere'
  /** There is nothing to be sealed. */
  | 'empty'
  /** What is listed is not what was read. */
  | 'listing-differs';

/** What is known of a day once all of it was read. */
export interface DayState {
  readonly day: number;
  readonly now: number;
  /** How late CloudTrail may deliver a digest, and a log file that waits for a backfill digest. */
  readonly grace: number;
  readonly backfillAllowance: number;
  readonly retentionStart: number;
  readonly isVersioned: boolean;
  /** Whether anything of the day, or of the whole chain, is open, acknowledged or pending. */
  readonly isOpen: boolean;
  readonly isElsewhere: boolean;
  readonly files: readonly { readonly versionId?: string; readonly verdict: string }[];
}

/** When the last digest that may list a log file of a day is due: what comes later is late delivery. */
export function settledAt({ day, grace, backfillAllowance }: Pick<DayState, 'day' | 'grace' | 'backfillAllowance'>) {
  return day + DAY + 2 * HOUR + grace + backfillAllowance;
}

/** Whether a day may be sealed, as far as what was read says; undefined if so. */
export function whyNotSealed(state: DayState): NotSealed | undefined {
  const { day, now, retentionStart, isVersioned, isOpen, isElsewhere, files } = state;
  if (now < settledAt(state)) return 'too-young';
  if (day <= retentionStart) return 'expired';
  if (!isVersioned) return 'versioning-not-enabled';
  if (isOpen) return 'open';
  if (isElsewhere) return 'elsewhere';
  if (files.length === 0) return 'empty';
  if (files.some(({ versionId }) => versionId === NULL_VERSION)) return 'null-version';
  if (files.some(({ versionId, verdict }) => versionId === undefined || verdict !== 'VALID')) return 'not-verified';
  return undefined;
}

/** The same, once all versions of the day were listed: what was read is what is there, and nothing else is. */
export function whyNotListed(differences: readonly Difference[]): NotSealed | undefined {
  return differences.length === 0 ? undefined : 'listing-differs';
}
