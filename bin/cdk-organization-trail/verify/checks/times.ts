export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long ago a time was, in the unit that fits. */
export function ago(time: number, now: number): string {
  const age = Math.max(0, now - time);
  if (age < 2 * HOUR) return `${count(age, MINUTE, 'minute')} ago`;
  return age < 2 * DAY ? `${count(age, HOUR, 'hour')} ago` : `${count(age, DAY, 'day')} ago`;
}

function count(age: number, unit: number, name: string): string {
  const number = Math.floor(age / unit);
  return number === 1 ? `1 ${name}` : `${number} ${name}s`;
}

/** A time in whole seconds. */
export function isoTime(time: Date | undefined): string {
  return time === undefined ? 'a time that is not known' : time.toISOString().replace(/\.\d+/, '');
}
