import type { Finding } from './finding';

/** A finding before it is told: without the chain, and without what memory and acceptance add. */
export type Draft = Omit<Finding, 'accountId' | 'region' | 'firstSeen' | 'acknowledged'> & {
  /** It is about the Region, not the chain; told once for all chains. */
  readonly isRegional?: boolean;
  readonly isNew?: boolean;
  /** It is over once the next run does better: nothing of it is kept open, and nobody can accept it for all time. */
  readonly isPassing?: boolean;
};
