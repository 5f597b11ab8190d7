import { CallFailure } from '../aws/failure';
import type { Plan } from '../plan/deployment';
import { Unresolved } from '../plan/resolve';
import { couldNotCheck, failed, type Check, type Context, type Subject, type Verdict } from './check';

/** What a check found about each of its subjects. */
export interface CheckResult {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly subject: Subject;
  readonly verdict: Verdict;
}

/** Asks all checks at once, and gives their answers in their order. */
export function runChecks(checks: readonly Check[], plan: Plan, context: Context): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async (check) => {
      const { id, question } = check;
      const answers = check.subjects(plan).map((subject) => answer(check, subject, context));
      return { id, question, answers: await Promise.all(answers) };
    }),
  );
}

async function answer(check: Check, subject: Subject, context: Context): Promise<Answer> {
  try {
    return { subject, verdict: await check.ask(subject, context) };
  } catch (error) {
    return { subject, verdict: verdictOnError(error, subject) };
  }
}

/** Only what AWS does not have is wrong; all other errors leave the question open. */
export function verdictOnError(error: unknown, { stack }: Subject): Verdict {
  if (error instanceof Unresolved) return couldNotCheck(error.message, 'deploy the stack');
  if (!(error instanceof CallFailure)) {
    const { name, message } = error as Error;
    if (name === 'AbortError') return couldNotCheck('interrupted', 'run it again');
    return couldNotCheck(`an internal error: ${message}`, 'please report it');
  }
  const { kind, message, remedy } = error;
  if (kind !== 'not-found') return couldNotCheck(message, remedy);
  return failed(message, stack === undefined ? remedy : `deploy it: npx cdk deploy ${stack.path}`);
}
