import type { Outcome } from '../../../shared/exit-status';
import type { CheckResult } from '../checks/run';

/** How the command ends: what is wrong outweighs what could not be checked, and that outweighs what is in order. */
export function outcomeOf(results: readonly CheckResult[]): Outcome {
  const statuses = results.flatMap(({ answers }) => answers.map(({ verdict }) => verdict.status));
  if (statuses.includes('failed')) return 'failed';
  return statuses.includes('could-not-check') || statuses.length === 0 ? 'incomplete' : 'passed';
}
