import { describeProblem, type Problem } from '../../lib/shared/problem';

/** The command could not run: one clear sentence and, where there is one, a hint. It ends with exit status 3. */
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

/** A value on the command line that is failure: what, what was given, what is allowed, what to do. */
export function refuse({ todo, ...problem }: Problem): CannotRun {
  return new CannotRun(describeProblem({ ...problem, todo: '' }).replace(/; $/, ''), todo);
}
