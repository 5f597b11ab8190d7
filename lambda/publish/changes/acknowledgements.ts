import { exampleName } from '../../records/finding-groups';
import type { Changes, NotifiedFindings, ReportedFindings } from './notified';

/**
 * What people must know to be acknowledged, so that nobody acknowledges a finding unnoticed: each name once it is
 * acknowledged, and once more when something of that name is found. A sweep finds all of it anew each week, which is no
 * news.
 */
export function acknowledgedSince(
  { groups, acknowledged }: ReportedFindings,
  before: NotifiedFindings | undefined,
): Pick<Changes, 'acknowledged' | 'foundAcknowledged'> {
  const [earlier, names] = [new Set(before?.acknowledged), new Set(acknowledged)];
  const foundBefore = new Set(before?.foundAcknowledged?.filter((name) => names.has(name)));
  const found = groups.filter(({ example }) => example.acknowledged === true).map(exampleName);
  const isNew = (name: string) => !earlier.has(name);
  const news = [...acknowledged.filter(isNew), ...found.filter((name) => !foundBefore.has(name))];
  return { acknowledged: [...new Set(news)], foundAcknowledged: [...new Set([...foundBefore, ...found])] };
}
