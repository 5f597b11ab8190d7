/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables and gathers all that is wrong with them, to be told at once. */
export class EnvironmentReader {
  private readonly problems: string[] = [];

  public constructor(private readonly environment: Environment) {}

  public matching(name: string, pattern = /./): string {
    const value = this.environment[name] ?? '';
    if (!pattern.test(value)) this.refuse(`${name} is ${JSON.stringify(value)}, expected ${pattern.source}`);
    return value;
  }

  /** A property of this name where the variable is set, and none where it is not. */
  public given<Name extends string>(property: Name, name: string): { readonly [property in Name]?: string } {
    const value = this.environment[name];
    return (value === undefined || value === '' ? {} : { [property]: value }) as { [property in Name]?: string };
  }

  public oneOf<Value extends string>(name: string, values: readonly Value[]): Value {
    const text = this.environment[name] ?? values[0];
    const value = values.find((allowed) => allowed === text);
    if (value === undefined) this.refuse(`${name} is ${text}, expected one of ${values.join(', ')}`);
    return value ?? values[0];
  }

  public number(name: string, least: number, otherwise?: number): number {
    const text = this.environment[name];
    const value = text === undefined ? (otherwise ?? NaN) : Number(text);
    if (!(value >= least)) this.refuse(`${name} is ${text ?? 'missing'}, expected a number of at least ${least}`);
    return value;
  }

  /** A list in JSON; empty where the variable is not set. */
  public list<T>(name: string, toItem: (value: unknown) => T): T[] {
    try {
      return (JSON.parse(this.environment[name] ?? '[]') as unknown[]).map(toItem);
    } catch (error) {
      this.refuse(`${name} is no such list: ${(error as Error).message}`);
      return [];
    }
  }

  public refuse(problem: string): void {
    this.problems.push(problem);
  }

  public assertGood(): void {
    if (this.problems.length > 0) throw new Error(`the function is set up wrong: ${this.problems.join('; ')}`);
  }
}
