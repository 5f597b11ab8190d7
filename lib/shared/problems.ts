import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Rule } from './rules';
import { describeProblem, type Problem } from './problem';

/**
 * Collects what is wrong with a caller's values, so that all of it is told at once.
 *
 * Values that are only known at deployment (tokens) pass every check.
 */
export class Problems {
  private readonly problems: Problem[] = [];

  /** Notes a problem unless the value matches the rule. A value that is left out passes. */
  public match(what: string, given: string | undefined, rule: Rule): this {
    return this.unless(given === undefined || rule.pattern.test(given), { what, given, ...rule });
  }

  /** Notes a problem for each value that does not match the rule. */
  public matchAll(what: string, given: readonly string[] | undefined, rule: Rule): this {
    if (given !== undefined && !Token.isUnresolved(given)) {
      given.forEach((value, index) => this.match(`${what}[${index}]`, value, rule));
    }
    return this;
  }

  /** Notes the problem unless what must hold does, or the value is not known yet. */
  public unless(holds: boolean, problem: Problem): this {
    if (!holds && !Token.isUnresolved(problem.given)) this.problems.push(problem);
    return this;
  }

  /** Lets the synthesis end with these problems, beside those of every other construct. */
  public report(scope: IConstruct): void {
    scope.node.addValidation({ validate: () => this.problems.map(describeProblem) });
  }

  /** Throws one error with all problems. For values that are no constructs. */
  public throwIfAny(subject: string): void {
    if (this.problems.length === 0) return;
    const list = this.problems.map((problem) => `\n  - ${describeProblem(problem)}`).join('');
    throw new Error(
      `${subject} has ${this.problems.length === 1 ? 'a problem' : `${this.problems.length} problems`}:${list}`,
    );
  }
}

/** Shows a warning at synthesis that a caller can acknowledge by its id. */
export function warn(scope: IConstruct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-organization-trail:${id}`, message);
}

/** Whether two names are the same, as far as they are known: what is known at deployment only may be. */
export function isSame(a: string, b: string): boolean {
  return Token.isUnresolved(a) || Token.isUnresolved(b) || a === b;
}
