import { cut } from '../../../lambda/core/format/excerpt';
import type { Outcome } from '../../shared/exit-status';

/** How one thing turned out: it is what was signed, it is not, or that could not be said. */
export type CheckState = 'verified' | 'wrong' | 'unchecked';

export interface Check {
  readonly state: CheckState;
  /** What it is about. */
  readonly what: string;
  /** Why it is wrong or unchecked. */
  readonly because?: string;
}

const OUTCOMES: readonly (readonly [CheckState, Outcome])[] = [
  ['wrong', 'failed'],
  ['unchecked', 'incomplete'],
];

export function outcomeOf(checks: readonly Check[]): Outcome {
  const found = OUTCOMES.find(([state]) => checks.some((check) => check.state === state));
  return found === undefined ? 'passed' : found[1];
}

/** As long as a key may be. */
const LONGEST = 1024;
const named = (what: string) => cut(what, LONGEST);

export const verified = (what: string): Check => ({ state: 'verified', what: named(what) });
export const wrong = (what: string, because: string): Check => ({ state: 'wrong', what: named(what), because });
export const unchecked = (what: string, because: string): Check => ({ state: 'unchecked', what: named(what), because });
