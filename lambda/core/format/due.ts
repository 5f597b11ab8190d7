import type { ValidationRequest } from '../model/request';
import { HOUR } from './time';

const DEFAULT_GRACE = 3 * HOUR;

/** How long after its due time a digest may still be delivered. */
export function graceOf({ grace = DEFAULT_GRACE }: Pick<ValidationRequest, 'grace'>): number {
  return grace;
}

/** Digests of the window that end up to this time are due: one is due an hour after its end, and the grace later. */
export function dueEnd({ window, now, grace }: Pick<ValidationRequest, 'window' | 'now' | 'grace'>): number {
  return Math.min(window.end, now - HOUR - graceOf({ grace }));
}
