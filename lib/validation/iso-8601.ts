import type { Rule } from '../shared/rules';

/** Times in properties. */
export const ISO_8601: Rule = {
  pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  allowed: 'a time in ISO 8601 in UTC, such as 2026-01-01T00:00:00Z',
  todo: 'write it with a Z at its end',
};
