import { refuse } from './failure';

const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(?<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)`;
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?`;
const MONTH = String.raw`(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Every way to write a time that can be read in one way only. */
const FORMS = [
  String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ]${TIME}\s?${ZONE}?)?`,
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:T(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?${ZONE}?)?`,
  String.raw`${WEEKDAY}${MONTH}\s+(?<day>\d\d?),?\s+(?<year>\d{4})(?:\s+${TIME}\s*${ZONE}?)?`,
  String.raw`${WEEKDAY}(?<day>\d\d?)\s+${MONTH},?\s+(?<year>\d{4})(?:\s+${TIME}\s*${ZONE}?)?`,
  String.raw`${WEEKDAY}${MONTH}\s+(?<day>\d\d?)\s+${TIME}\s+${ZONE}\s+(?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** A time from the command line in milliseconds. Without a zone it is UTC, as for the AWS CLI; an offset is converted. */
export function parseTime(option: string, given: string): number {
  const parts = FORMS.map((form) => form.exec(given.trim())?.groups).find((groups) => groups !== undefined);
  const time = parts && toMilliseconds(parts);
  if (time !== undefined) return time;
  throw refuse({
    what: option,
    given,
    allowed: 'a time that can be read in one way only',
    todo: 'write it as 2026-01-31T08:00:00Z, or with an offset as 2026-01-31T08:00:00+05:00',
  });
}

/** Whether a time that can be read is written with an offset other than zero from UTC. */
export function hasOffset(given: string): boolean {
  return FORMS.some((form) => Boolean(offsetMinutes(form.exec(given.trim())?.groups?.zone ?? 'Z')));
}

/** All times are told in whole seconds, so findings are named by whole seconds. */
export function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** A time as the AWS CLI prints it: UTC, whole seconds. */
export function displayTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function toMilliseconds(parts: Record<string, string | undefined>): number | undefined {
  const month = parts.month ?? '';
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  const fields = [
    Number(parts.year),
    named >= 0 ? named : Number(month) - 1,
    Number(parts.day),
    Number(parts.hour ?? 0),
    Number(parts.minute ?? 0),
    Number(parts.second ?? 0),
  ] as const;
  const local = new Date(Date.UTC(...fields));
  const read = [
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
  ];
  const offset = offsetMinutes(parts.zone ?? 'Z');
  // A day or an hour that does not exist rolls over and is read back as another one.
  if (offset === undefined || read.some((value, index) => value !== fields[index])) return undefined;
  return local.getTime() - offset * 60_000;
}

function offsetMinutes(zone: string): number | undefined {
  const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (offset === null) return 0;
  const [hours, minutes] = [Number(offset[2]), Number(offset[3] ?? 0)];
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}
