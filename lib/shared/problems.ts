import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Rule } from './rules';
import { describeProblem, describeProblems, type Problem } from './problem';

/** A value of the API is not what it must be; the message has a line for each problem. */
export class InvalidValueError extends Error {
  public override readonly name = 'InvalidValueError';
}

/**
 * Collects what is wrong with a caller's values, so that all of it is reported at once.
 *
 * Values that are only known at deployment (tokens) pass every check.
 */
export class Problems {
  /** Those of a construct. The synthesis ends with them, beside those of every other construct, each with its path. */
  public static of(scope: IConstruct): Problems {
    const problems = new Problems();
    scope.node.addValidation({ validate: () => problems.found().map(describeProblem) });
    return problems;
  }

  private readonly problems: Problem[] = [];
  private readonly lateChecks: (() => Problem[])[] = [];

  /** Notes a problem. */
  public add(problem: Problem): this {
    this.problems.push(problem);
    return this;
  }

  /** Notes the problem unless what must hold does, or the value is not known yet. */
  public unless(holds: boolean, problem: Problem): this {
    return holds || Token.isUnresolved(problem.given) ? this : this.add(problem);
  }

  /** Notes a problem unless the value matches the rule. A value that is left out passes. */
  public match(what: string, given: string | undefined, rule: Rule): this {
    return given === undefined ? this : this.required(what, given, rule);
  }

  /** Notes a problem unless there is a value that matches the rule. */
  public required(what: string, given: string | undefined, rule: Rule): this {
    return this.unless(typeof given === 'string' && rule.pattern.test(given), { what, given, ...rule });
  }

  /** Notes a problem for each value that does not match the rule, and for a value that is no list. */
  public matchAll(what: string, given: readonly string[] | undefined, rule: Rule): this {
    if (given === undefined || Token.isUnresolved(given)) return this;
    if (!Array.isArray(given)) return this.add({ what, given, ...rule, allowed: `a list, each ${rule.allowed}` });
    given.forEach((value: string, index) => this.required(`${what}[${index}]`, value, rule));
    return this;
  }

  /**
   * The items of a list that are what they must be. Notes a problem for each other one, and for a value that is no list, so
   * that the other problems are found in the same synthesis.
   */
  public items<T>(what: string, given: readonly T[] | undefined, { is, allowed, todo }: ItemRule): T[] {
    if (given === undefined || Token.isUnresolved(given)) return [...(given ?? [])];
    if (!Array.isArray(given)) {
      this.add({ what, given: shown(given), allowed: `a list, each ${allowed}`, todo });
      return [];
    }
    return (given as T[]).filter((item, index) => {
      const holds = is(item);
      if (!holds) this.add({ what: `${what}[${index}]`, given: shown(item), allowed, todo });
      return holds;
    });
  }

  /** The value where it is one of these; otherwise notes a problem, and answers as if it was left out. */
  public choice<T>(what: string, given: T | undefined, values: readonly T[]): T | undefined {
    if (given === undefined || values.includes(given)) return given;
    this.add({
      what,
      given: shown(given),
      allowed: values.map((value) => JSON.stringify(value)).join(' or '),
      todo: 'take one of these, or leave it out for the default',
    });
    return undefined;
  }

  /**
   * What was given, where it has this property. Otherwise notes the problem, and answers with a substitute, so
   * that the other problems are found in the same synthesis.
   */
  public orStandIn<T>(given: T | undefined, property: keyof T, problem: Omit<Problem, 'given'>, standIn: () => T): T {
    if (given?.[property] !== undefined) return given;
    this.add({ ...problem, given: given === undefined ? undefined : typeof given });
    return standIn();
  }

  /** Whether nothing is wrong so far. */
  public isEmpty(): boolean {
    return this.problems.length === 0;
  }

  /** Looks at the end of the synthesis, when the whole app is there. */
  public atSynthesis(check: () => Problem[]): this {
    this.lateChecks.push(check);
    return this;
  }

  /** Throws one error with all problems. For values, which have no place in the tree of constructs. */
  public throwIfAny(subject: string): void {
    const problems = this.found();
    if (problems.length > 0) throw new InvalidValueError(describeProblems(subject, problems));
  }

  private found(): Problem[] {
    return [...this.problems, ...this.lateChecks.flatMap((check) => check())];
  }
}

/** What the items of a list must be. */
export interface ItemRule {
  readonly is: (item: unknown) => boolean;
  readonly allowed: string;
  readonly todo: string;
}

/** A rule for objects that have this property: whatever copy of a package made them. */
export function having(property: string, allowed: string, todo: string): ItemRule {
  const is = (item: unknown) => (item as Record<string, unknown> | null | undefined)?.[property] !== undefined;
  return { is, allowed, todo };
}

/** A construct given by mistake would be shown with the whole app. */
function shown(given: unknown): unknown {
  return typeof given === 'object' && given !== null ? 'an object' : given;
}

/** Ends at once with a problem. For what is asked of a construct, and can't be answered. */
export function reject(subject: string, problem: Problem): never {
  throw new InvalidValueError(describeProblems(subject, [problem]));
}

/** A list that a caller gave, empty where something else was given: `Problems.matchAll` reports that. */
export function listOf<T>(given: readonly T[] | undefined): readonly T[] {
  return Array.isArray(given) ? given : [];
}

/** Shows a warning at synthesis that a caller can acknowledge by its id. */
export function warn(scope: IConstruct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-organization-trail:${id}`, message);
}

/** The same, by what the whole app is like at the end of the synthesis; no message, no warning. */
export function warnAtSynthesis(scope: IConstruct, id: string, message: () => string | undefined): void {
  scope.node.addValidation({
    validate: () => {
      const found = message();
      if (found !== undefined) warn(scope, id, found);
      return [];
    },
  });
}

/** Whether two names are the same, as far as they are known: what is known at deployment only may be. */
export function isSame(a: string, b: string): boolean {
  return Token.isUnresolved(a) || Token.isUnresolved(b) || a === b;
}
