// The daily digest: what was counted and not reported by itself, by principal and account.
import { fit, shown } from '../../core/format/excerpt';
import { subjectOf, type Message } from '../../notice';
import { iso, number } from './compose';

/** How often a principal made the calls of a filter in an account on a day. */
export interface DayCount {
  readonly filterName: string;
  readonly principal: string;
  readonly accountId: string;
  readonly call: string;
  readonly count: number;
  readonly refused: number;
}

export interface Day {
  /** The time that the digest is about. */
  readonly from: number;
  readonly to: number;
  readonly counts: readonly DayCount[];
  /** Alarms that are on at its end. */
  readonly on: readonly string[];
}

const ROOM = { most: 400, bytes: 200_000 };

export function digestOf({ from, to, counts, on }: Day, trailName: string): Message {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const sections = byFilter(counts).flatMap(([filterName, rows]) => ['', `${filterName}:`, ...rows.map(lineOf)]);
  const { fitting, more } = fit(sections, ROOM, (line) => line);
  const lines = [
    `${number(total, 'event')} from ${iso(from)} to ${iso(to)} of which nobody was notified one by one.`,
    total === 0
      ? 'There were none. This digest comes each day, and an alarm notifies people when it does not.'
      : HOW_TO_LOOK,
    ...fitting,
    ...(more > 0 ? [`and ${number(more, 'line')} more, in the saved queries`] : []),
    ...(on.length > 0 ? ['', `Alarms that are on: ${on.map((name) => shown(name, 200)).join(', ')}`] : []),
  ];
  const subject = `Daily digest: ${number(total, 'event')}, ${trailName}`;
  return { subject: subjectOf(subject), body: lines.join('\n') };
}

const HOW_TO_LOOK = 'Each line has a saved query in CloudWatch Logs Insights, by the name of its filter.';

function byFilter(counts: readonly DayCount[]): [string, DayCount[]][] {
  const sorted = [...counts].sort((one, other) => other.count - one.count);
  const names = [...new Set(sorted.map(({ filterName }) => filterName))].sort();
  return names.map((name) => [name, sorted.filter(({ filterName }) => filterName === name)]);
}

function lineOf({ principal, accountId, call, count, refused }: DayCount): string {
  const outcome = refused === 0 ? '' : refused === count ? ', refused' : `, ${refused} refused`;
  return `  ${count} x ${shown(call, 200)} by ${shown(principal, 200)} in ${shown(accountId, 50)}${outcome}`;
}
