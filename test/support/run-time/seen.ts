import type { CountedCheckpoint } from '../../../lambda/records/checkpoint';
import type { Report } from '../../../lambda/records/report';
import type { Received } from './channels';
import type { Answer } from './lambda-process';

export type Outcome = {
  readonly status: 'done' | 'mapped' | 'skipped';
  readonly verdict?: string;
  readonly unfinished?: readonly string[];
  readonly unsigned?: string;
  readonly evidence?: { readonly bucket: string; readonly key: string };
};

/** What one run has done, as far as anyone outside can see. */
export interface Seen extends Received {
  readonly outcome?: Outcome;
  readonly error?: Answer['error'];
  readonly metrics: Readonly<Record<string, number>>;
  readonly report?: Report;
  /** Those of the list beside the report. */
  readonly checkpoints?: readonly CountedCheckpoint[];
  readonly lines: readonly string[];
}

/** The verdict of a run, the codes of all that is no notice, and the error where it failed. */
export function brief({ outcome, report, error }: Seen): { verdict?: string; codes: string[]; error?: string } {
  const groups = report?.groups.filter(({ severity }) => severity !== 'NOTICE') ?? [];
  const codes = [...new Set(groups.map(({ code }) => code))].sort();
  return { verdict: outcome?.verdict, codes, ...(error !== undefined && { error: error.message }) };
}

/** What people, Security Hub and the event bus were sent. */
export function published({ messages, findings, events }: Seen) {
  const [detail] = events.map((event) => JSON.parse(event.detail) as { opened: unknown[]; closed: unknown[] });
  return {
    subjects: messages.map(({ subject }) => subject),
    findings: findings.map(({ GeneratorId, RecordState }) => `${String(GeneratorId).split('/')[1]} ${RecordState}`),
    opened: detail?.opened.length,
    closed: detail?.closed.length,
  };
}
