/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-01-31T13:29:23Z`, and nothing else. */
export function parseIsoTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length !== 20) return undefined;
  const time = Date.parse(text);
  // A day that every month has, and nothing to round: there is no other way to write it. Most times of digests are such.
  if (COMMON_TIME.test(text)) return time;
  return Number.isNaN(time) || formatIsoTime(time) !== text ? undefined : time;
}

const COMMON_TIME = /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

export function formatIsoTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** `20260131T132923Z`, as names of digests write times. */
export function parseCompactTime(text: string): number | undefined {
  if (text.length !== 16) return undefined;
  const [y, m, d, h, min, s] = [
    [0, 4],
    [4, 6],
    [6, 8],
    [9, 11],
    [11, 13],
    [13, 15],
  ].map(([a, b]) => text.slice(a, b));
  const time = parseIsoTime(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
  return time !== undefined && formatCompactTime(time) === text ? time : undefined;
}

export function formatCompactTime(time: number): string {
  return formatIsoTime(time).replace(/[-:]/g, '');
}

/** A time in the metadata of a backfill digest: with or without fractions, seconds and punctuation. */
export function parseLooseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time =
    parseCompactTime(text) ?? (/^\d{4}-\d\d-\d\dT[\d:.]{5,18}(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : NaN);
  return Number.isNaN(time) ? undefined : time;
}
