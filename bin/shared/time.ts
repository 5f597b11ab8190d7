import { MINUTE, parseIsoTime } from '../../lambda/core/format/time';
import { rejected } from './failure';

/** Minutes. No zone is further from UTC. */
const FURTHEST_ZONE = 14 * 60;

/** ISO 8601, basic or extended: a date, or a date and a time of day with or without a zone. */
const FORM = new RegExp(
  String.raw`^(?<year>\d{4})(?<dash>-?)(?<month>\d\d)\k<dash>(?<day>\d\d)` +
    String.raw`(?:[T ](?<hour>\d\d)(?<colon>:?)(?<minute>\d\d)(?:\k<colon>(?<second>\d\d)(?:[.,]\d{1,9})?)?` +
    String.raw`\s?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?$`,
  'i',
);

/** A time from the command line in milliseconds. Without a zone it is UTC, as for the AWS CLI; an offset is converted. */
export function parseTime(what: string, given: string): number {
  const { year, month, day, hour = '00', minute = '00', second = '00', zone } = FORM.exec(given.trim())?.groups ?? {};
  const local = parseIsoTime(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const offset = offsetMinutes(zone);
  if (local !== undefined && offset !== undefined) return local - offset * MINUTE;
  throw rejected({
    what,
    given,
    allowed: 'a time in ISO 8601',
    todo: 'write it as 2026-01-31T08:00:00Z, or with an offset as 2026-01-31T08:00:00+05:00',
  });
}

/** Reports show whole seconds, so findings are named by whole seconds. */
export function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** How far a zone is ahead of UTC; undefined where there is no such zone. */
function offsetMinutes(zone = 'Z'): number | undefined {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const offset = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || offset > FURTHEST_ZONE) return undefined;
  return sign === '-' ? -offset : offset;
}
