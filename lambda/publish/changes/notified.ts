import type { FindingGroup } from '../../records/finding-groups';
import type { Growth } from './growth';
import type { NotificationMark } from '../../records/notification-mark';
import type { Report } from '../../records/report';

/** What a report says of its findings. */
export type ReportedFindings = Pick<Report, 'groups' | 'passed' | 'time' | 'unfinished' | 'acknowledged' | 'omitted'>;

/** A report that people were notified of, with what its mark adds. */
export type NotifiedFindings = ReportedFindings & Pick<NotificationMark, 'carriedOver'>;

/** What people have to know of a run: how it differs from what they were last notified of. */
export interface Changes {
  /** What is new, and what has grown. */
  readonly opened: readonly FindingGroup[];
  /** Those of them that were open before, and how they have grown. */
  readonly grown: readonly Growth[];
  /** What was open and is over before people could be notified of it. */
  readonly passed: readonly FindingGroup[];
  readonly closed: readonly FindingGroup[];
  /** All that is open, whether it is new or not. */
  readonly open: readonly FindingGroup[];
  /** What is open of it although the report alone does not say so, for the mark. */
  readonly carriedOver: readonly FindingGroup[];
  /** Names of findings that were acknowledged since. */
  readonly acknowledged: readonly string[];
  /** How many more were, that the report has no room for. */
  readonly acknowledgedMore: number;
}
