import type { Check } from './gap';
import type { Reads } from './reads';

/** What one check came to. `unknown` means that it could not be read, which is neither there nor missing. */
export interface Answer {
  /** `warning`: the deployment goes on without it. */
  readonly state: 'ok' | 'missing' | 'warning' | 'unknown';
  readonly what: string;
  /** The account whose credentials can answer it. */
  readonly accountId: string;
  /** What was found in its place, or why nothing could be read. */
  readonly found?: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** Asks the checks that these credentials can answer; for the others the answer names the account. */
export async function askAll(checks: readonly Check[], accountId: string, reads: Reads): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const check of checks) answers.push(await ask(check, accountId, reads));
  return answers;
}

async function ask({ what, accountId, find }: Check, ownAccountId: string, reads: Reads): Promise<Answer> {
  if (accountId !== ownAccountId) {
    const found = `these are credentials of account ${ownAccountId}`;
    const todo = `run this again with credentials of account ${accountId}`;
    return { state: 'unknown', what, accountId, found, todo };
  }
  try {
    const gap = await find(reads);
    if (gap === undefined) return { state: 'ok', what, accountId };
    return { state: gap.isWarning ? 'warning' : 'missing', what, accountId, found: gap.found, todo: gap.command };
  } catch (error) {
    const { name, message } = error as Error;
    const todo = 'allow this read, or look yourself';
    return { state: 'unknown', what, accountId, found: `${name}: ${message}`, todo };
  }
}
