/** An error as states see it: by its name. */
export class StatesError extends Error {
  public constructor(
    public override readonly name: string,
    public readonly cause: string,
  ) {
    super(`${name}: ${cause}`);
  }
}

/** What no retrier or catcher takes, not even one for all errors. */
const UNCATCHABLE = ['States.DataLimitExceeded', 'States.Runtime'];

/** Whether a retrier or catcher is for this error. */
export function isFor(names: readonly string[], { name }: StatesError): boolean {
  if (names.includes(name)) return true;
  if (UNCATCHABLE.includes(name)) return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && name !== 'States.Timeout');
}
