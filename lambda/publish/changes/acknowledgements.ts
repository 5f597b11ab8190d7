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

/** The same name may be acknowledged again, once its finding was over and came up again. */
function actOf({ name, firstSeen, seen }: Acknowledgement): string {
  return JSON.stringify([name, firstSeen, seen]);
}
