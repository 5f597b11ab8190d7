import { nameOf } from '../../records/finding-groups';
import type { Changes, Groups, Told } from './compare';

/**
 * What people must know to be accepted, so that nobody silences a finding unnoticed: each name once it is accepted, and
 * once more when something of that name is found. A sweep finds all of it anew each week, which is no news.
 */
export function acceptedSince(report: Groups, told: Told | undefined): Pick<Changes, 'accepted' | 'silenced'> {
  const { groups, acknowledged = [] } = report;
  const [known, names] = [new Set(told?.acknowledged), new Set(acknowledged)];
  const before = new Set(told?.silenced?.filter((name) => names.has(name)));
  const found = groups.filter(({ example }) => example.acknowledged === true).map(nameOf);
  const news = [...acknowledged.filter((name) => !known.has(name)), ...found.filter((name) => !before.has(name))];
  return { accepted: [...new Set(news)], silenced: [...new Set([...before, ...found])] };
}
