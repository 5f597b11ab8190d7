// What people read of an alarm: who did what, how often, from where, on what, and where to look on.
import { fit, shown } from '../../core/format/excerpt';
import { subjectOf, type Message } from '../../notice';
import type { Alarm } from '../alarm';
import type { ActivityGroup, Some } from '../events/groups';
import { severityIn, withoutSeverity } from './severity';

/** A group that people are notified of, and why it is listed by itself. */
export interface ReportedGroup extends ActivityGroup {
  /** For example that it is the first such call of this principal. */
  readonly remarks: readonly string[];
}

/** What a search for the events of an alarm found. */
export interface Found {
  readonly groups: readonly ReportedGroup[];
  /** Lines that are no events of CloudTrail. */
  readonly unreadable: number;
  /** Whether the search came to its end. */
  readonly isComplete: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Context {
  readonly trailName: string;
  /** Whether people were notified of this alarm before, while it was on. */
  readonly isRepeated: boolean;
}

/** SNS takes 262,144 bytes. */
const ROOM = { most: 50, bytes: 150_000 };
const LONGEST_VALUE = 200;

export function messageOf(alarm: Alarm, found: Found, { trailName, isRepeated }: Context): Message {
  const { groups, unreadable } = found;
  const events = groups.reduce((sum, { count }) => sum + count, 0);
  const { fitting, more } = fit(groups.map(blockOf), ROOM, (block) => block);
  const lines = [
    `${alarm.filterName}: ${number(events, 'event')}${isRepeated ? ' more' : ''}, ${iso(found.from)} to ${iso(found.to)}`,
    withoutSeverity(shown(alarm.description, 2000)),
    ...fitting.flatMap((block) => ['', block]),
    ...(more > 0 ? ['', `and ${number(more, 'group')} more, in the saved query`] : []),
    ...(events === 0 ? ['', NOTHING_FOUND] : []),
    ...(unreadable > 0 ? ['', `${number(unreadable, 'line')} of the log group could not be read as an event.`] : []),
    ...(found.isComplete ? [] : ['', NOT_COMPLETE]),
    '',
    `Saved query: ${trailName}/${alarm.filterName}`,
  ];
  const subject = `[${severityIn(alarm.description)}] ${alarm.filterName}: ${number(events, 'event')}, ${trailName}`;
  return { subject: subjectOf(ascii(subject)), body: lines.join('\n') };
}

/** What people read when an alarm is over. */
export function overMessage(alarm: Alarm, { trailName }: Pick<Context, 'trailName'>): Message {
  const subject = `OK: ${alarm.filterName}, ${trailName}`;
  const body = [`${alarm.filterName} is over.`, withoutSeverity(shown(alarm.description, 2000))].join('\n');
  return { subject: subjectOf(ascii(subject)), body };
}

const NOTHING_FOUND =
  'The search found no event: it comes late, or somebody else wrote the metric. Look again in the saved query.';
const NOT_COMPLETE = 'The search did not come to its end in time: there may be more. Look in the saved query.';

function blockOf(group: ReportedGroup): string {
  const { principal, call, count, refused, remarks, urgency } = group;
  const why = [...urgency, ...remarks];
  return [
    `${count} x ${value(call)} by ${value(principal)}${outcome(count, refused, group.errorCodes)}`,
    ...(why.length > 0 ? [`  Note: ${why.join(', ')}`] : []),
    `  Account ${some(group.accounts)}; Region ${some(group.regions)}; from ${some(group.addresses)}`,
    ...(group.resources.values.length > 0 ? [`  On ${some(group.resources)}`] : []),
    `  ${group.first === group.last ? value(group.first) : `${value(group.first)} to ${value(group.last)}`}`,
  ].join('\n');
}

function outcome(count: number, refused: number, errorCodes: Some): string {
  if (refused === 0) return '';
  const which = refused === count ? 'refused' : `${refused} refused`;
  return `, ${which} (${some(errorCodes)})`;
}

export function some({ values, hasMore }: Some): string {
  return [...values.map(value), ...(hasMore ? ['…'] : [])].join(', ');
}

function value(text: string): string {
  return shown(text, LONGEST_VALUE);
}

export function number(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Mail shows a subject in ASCII everywhere. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

export function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
