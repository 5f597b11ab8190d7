import { Duration, Token } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';

const UNITS: Readonly<Record<string, (amount: number) => Duration>> = {
  minute: Duration.minutes,
  hour: Duration.hours,
  day: Duration.days,
};
const WEEK = Duration.days(7);
const MONTH = Duration.days(31);
const YEAR = Duration.days(366);

/** The longest time between two starts of a schedule, as far as its expression says it. A month where it does not. */
export function longestInterval({ expressionString }: ScheduleExpression): Duration {
  if (Token.isUnresolved(expressionString)) return MONTH;
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expressionString) ?? [];
  if (amount !== undefined) return UNITS[unit](Number(amount));
  const [, fields] = /^cron\((.*)\)$/.exec(expressionString) ?? [];
  return fields === undefined ? MONTH : longestOfCron(fields.trim().split(/\s+/));
}

/** Minutes, hours, days of the month, months, days of the week, years: the longest step of any that is not every. */
function longestOfCron([, hour, day, month, weekDay]: readonly string[]): Duration {
  const isEvery = (field: string | undefined) => field === undefined || field === '*' || field === '?';
  if (!isEvery(month)) return YEAR;
  if (!isEvery(day) || /[#L]/.test(weekDay ?? '')) return MONTH;
  if (!isEvery(weekDay)) return WEEK;
  return isEvery(hour) ? Duration.hours(1) : Duration.days(1);
}
