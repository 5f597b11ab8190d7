import { describeProblem, type Problem } from '../../lib/shared/problem';

/** The command could not run: one sentence and, where there is one, a hint. It ends with exit status 3. */
export class CannotRun extends Error {
  public override readonly name = 'CannotRun';

  public constructor(
    sentence: string,
    public readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }
}

/** A value that is rejected: what it is, what was given and what is allowed in the sentence, what to do in the hint. */
export function rejected(problem: Problem): CannotRun {
  const { todo } = problem;
  return new CannotRun(describeProblem(problem).slice(0, -`; ${todo}`.length), todo);
}

/** What a program says before it ends: its name, a sentence without a capital and a full stop, and a hint of its own line. */
export function failureText(program: string, error: unknown): string {
  const { message, hint } = error instanceof CannotRun ? error : internalError(error);
  return [`${program}: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`]), ''].join('\n');
}

function internalError(error: unknown): CannotRun {
  const message = error instanceof Error ? error.message : String(error);
  return new CannotRun(`stopped by an internal error: ${message}`, 'there is no result; please report it');
}
