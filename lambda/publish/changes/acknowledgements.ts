import type { Acknowledgement } from '../../core';
import type { NotifiedFindings, ReportedFindings } from './notified';

/** The names of what was acknowledged since people were last notified, so that nobody acknowledges a finding unnoticed. */
export function acknowledgedSince(
  { acknowledged }: Pick<ReportedFindings, 'acknowledged'>,
  before: Pick<NotifiedFindings, 'acknowledged'> | undefined,
): string[] {
  const earlier = new Set(before?.acknowledged.map(actOf));
  const since = acknowledged.filter((acknowledgement) => !earlier.has(actOf(acknowledgement)));
  return [...new Set(since.map(({ name }) => name))];
}

/** How many more were acknowledged than the names say, where a report has no room for all of them. */
export function acknowledgedBeyond(
  names: readonly string[],
  report: Pick<ReportedFindings, 'acknowledged' | 'omitted'>,
  before: Pick<NotifiedFindings, 'acknowledged' | 'omitted'> | undefined,
): number {
  if (report.omitted === undefined) return 0;
  const [now, then] = [report, before].map(
    (one) => (one?.acknowledged.length ?? 0) + (one?.omitted?.acknowledged ?? 0),
  );
  return Math.max(0, now - then - names.length);
}

/** The same name may be acknowledged again, once its finding was over and came up again. */
function actOf({ name, firstSeen, seen }: Acknowledgement): string {
  return JSON.stringify([name, firstSeen, seen]);
}
