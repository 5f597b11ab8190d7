/** How a command can end, with its exit status. Every command uses this one table. */
export const EXIT_STATUSES = {
  passed: { status: 0, meaning: 'everything that was checked is in order' },
  failed: { status: 1, meaning: 'something is wrong, such as tampering or a missing prerequisite' },
  incomplete: { status: 2, meaning: 'nothing is known to be wrong, and something could not be checked' },
  couldNotRun: { status: 3, meaning: 'the command could not run' },
} as const;

export type Outcome = keyof typeof EXIT_STATUSES;
