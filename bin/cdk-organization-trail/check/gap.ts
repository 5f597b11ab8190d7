import type { Reads } from './reads';

/** One thing that the first deployment needs, or should have. Knows no SDK. */
export interface Check {
  readonly what: string;
  /** The account whose credentials can see it. */
  readonly accountId: string;
  /** What is wrong, or undefined. */
  readonly find: (reads: Reads) => Promise<Gap | undefined>;
}

/** What was found in the place of what has to be. */
export interface Gap {
  readonly found: string;
  /** What mends it. */
  readonly command: string;
  /** The deployment goes on without it; somebody should know beforehand. */
  readonly isWarning?: true;
}

/** The gap, unless what has to be so is so. */
export function unless(holds: boolean, gap: Gap): Gap | undefined {
  return holds ? undefined : gap;
}
