// How a failure is worded, everywhere: what, what was given, what is allowed, what to do.
// Imports nothing, so that the app's configuration can use it without aws-cdk-lib.

/** Something wrong with a caller's value. */
export interface Problem {
  /** The name of the property, as the caller writes it. */
  readonly what: string;
  /** The value that was given. */
  readonly given: unknown;
  /** What would be accepted, in words. */
  readonly allowed: string;
  /** What to do about it, in words. */
  readonly todo: string;
}

/** The problem as one sentence. */
export function describeProblem({ what, given, allowed, todo }: Problem): string {
  return `${what}: got ${given === undefined ? 'nothing' : JSON.stringify(given)}, expected ${allowed}; ${todo}`;
}

/** All problems of one subject, one line each. */
export function describeProblems(subject: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return `${subject} has ${count}:${problems.map((problem) => `\n  - ${describeProblem(problem)}`).join('')}`;
}
