import { ENVIRONMENT } from '../lib/shared/contract';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables and gathers all that is wrong with them, to be reported together. */
export class EnvironmentReader {
  private readonly problems: string[] = [];

  public constructor(private readonly environment: Environment) {}

  public matching(name: string, pattern = /./): string {
    const value = this.environment[name] ?? '';
    if (!pattern.test(value)) this.reject(`${name} is ${JSON.stringify(value)}, expected ${pattern.source}`);
    return value;
  }

  public trailArn(): string {
    return this.matching(ENVIRONMENT.trailArn, /^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/);
  }

  /** A property of this name where the variable is set, and none where it is not. */
  public optional<Name extends string>(property: Name, name: string): { readonly [property in Name]?: string } {
    const value = this.environment[name];
    return (value === undefined || value === '' ? {} : { [property]: value }) as { [property in Name]?: string };
  }

  public oneOf<Value extends string>(name: string, values: readonly Value[]): Value {
    const text = this.environment[name];
    const value = values.find((allowed) => allowed === text);
    if (value === undefined) this.reject(`${name} is ${text ?? 'missing'}, expected one of ${values.join(', ')}`);
    return value ?? values[0];
  }

  public number(name: string, least: number): number {
    const text = this.environment[name];
    const value = text === undefined ? NaN : Number(text);
    if (!(value >= least)) this.reject(`${name} is ${text ?? 'missing'}, expected a number of at least ${least}`);
    return value;
  }

  /** A list in JSON; empty where the variable is not set. */
  public list<Item>(name: string, parse: (text: string, name: string) => Item[]): Item[] {
    try {
      return parse(this.environment[name] ?? '[]', name);
    } catch (error) {
      this.reject((error as Error).message);
      return [];
    }
  }

  public reject(problem: string): void {
    this.problems.push(problem);
  }

  public assertValid(): void {
    if (this.problems.length > 0)
      throw new Error(`the environment of the function is invalid: ${this.problems.join('; ')}`);
  }
}
