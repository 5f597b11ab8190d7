// What every part of the reporter needs.
import { topicFor } from '../notice';
import type { ReportAws } from '../aws/report-clients';
import type { Memory } from './memory';
import type { Severity } from './message/severity';
import type { Settings } from './settings';

export interface Reporter {
  readonly aws: Pick<ReportAws, 'logGroup' | 'sendMessage'>;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly now: number;
  /** Whether there is time for more before Lambda ends the function. */
  readonly mayGoOn: () => boolean;
}

/** Who is notified of what has this severity. */
export function topicOf({ settings: { topics } }: Pick<Reporter, 'settings'>, severity: Severity): string {
  return topicFor(topics, severity);
}
