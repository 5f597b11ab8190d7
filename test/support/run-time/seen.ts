import type { Seen } from './world';

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
