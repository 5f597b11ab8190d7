// Events of one principal and one call are one group. A group is of bounded size, however many events it has.
import type { Activity } from './activity';

/** A few of many values, in the order in which they came. */
export interface Some {
  readonly values: readonly string[];
  /** Whether there are others. */
  readonly hasMore: boolean;
}

/** What one principal did by one call. */
export interface ActivityGroup {
  readonly principal: string;
  readonly call: string;
  readonly count: number;
  /** How many of them were refused or failed. */
  readonly refused: number;
  readonly errorCodes: Some;
  readonly accounts: Some;
  readonly regions: Some;
  readonly addresses: Some;
  readonly resources: Some;
  readonly first: string;
  readonly last: string;
  /** When the log group received the last of them. */
  readonly received: number;
  readonly urgency: readonly string[];
}

const MOST_VALUES = 5;

/** The events of each principal and call. */
export function byPrincipalAndCall(activities: readonly Activity[]): Activity[][] {
  const groups = new Map<string, Activity[]>();
  for (const activity of activities) {
    const group = groups.get(keyOf(activity));
    if (group === undefined) groups.set(keyOf(activity), [activity]);
    else group.push(activity);
  }
  return [...groups.values()].sort(mostImportantFirst);
}

/** The events of a group have the same. */
export function keyOf({ principal, call }: Pick<Activity, 'principal' | 'call'>): string {
  return JSON.stringify([principal, call]);
}

/** What is shown of the events of one principal and call, of which there is at least one. */
export function toGroup(activities: readonly Activity[]): ActivityGroup {
  const [{ principal, call }] = activities;
  const times = activities.map(({ time }) => time).sort();
  const some = (of: (activity: Activity) => readonly string[]) => someOf(activities.flatMap(of));
  return {
    principal,
    call,
    count: activities.length,
    refused: activities.filter(({ errorCode }) => errorCode !== undefined).length,
    errorCodes: some(({ errorCode }) => (errorCode === undefined ? [] : [errorCode])),
    accounts: some(({ accountId }) => [accountId]),
    regions: some(({ region }) => [region]),
    addresses: some(({ address }) => [address]),
    resources: some(({ resources }) => resources),
    first: times[0],
    last: times[times.length - 1],
    received: activities.reduce((latest, { received }) => Math.max(latest, received), 0),
    urgency: [...new Set(activities.flatMap(({ urgency }) => urgency))],
  };
}

function someOf(values: readonly string[]): Some {
  const distinct = [...new Set(values)];
  return { values: distinct.slice(0, MOST_VALUES), hasMore: distinct.length > MOST_VALUES };
}

/** What is urgent first, then that in which something was done, then by number. */
function mostImportantFirst(one: readonly Activity[], other: readonly Activity[]): number {
  const has = (group: readonly Activity[], is: (activity: Activity) => boolean) => Number(group.some(is));
  const isUrgent = ({ urgency }: Activity) => urgency.length > 0;
  const isDone = ({ errorCode }: Activity) => errorCode === undefined;
  return (
    has(other, isUrgent) - has(one, isUrgent) || has(other, isDone) - has(one, isDone) || other.length - one.length
  );
}
