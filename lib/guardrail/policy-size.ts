// How large a policy of AWS Organizations is, and how statements are spread over policies that fit.

export type Statement = Readonly<Record<string, unknown>>;

export interface PolicyContent {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/**
 * The most characters of a policy. AWS Organizations documents 10,240 for a service control policy, CloudFormation 5,120;
 * a resource control policy has 5,120. What fits into the smaller number fits either way.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const MAX_POLICY_CHARACTERS = 5_120;
export const MAX_LARGE_POLICY_CHARACTERS = 10_240;

/** One target takes five policies of a type at least, and one of these is the policy that allows everything. */
export const MAX_POLICIES_PER_TARGET = 4;

export function contentOf(statements: readonly Statement[]): PolicyContent {
  return { Version: '2012-10-17', Statement: statements };
}

/** Characters as deployed: CloudFormation writes the object without white space. */
export function sizeOf(content: PolicyContent): number {
  return JSON.stringify(content).length;
}

/**
 * A policy for each group of statements, with room to grow. From where a group is full its statements go into further
 * policies, in order: as lists grow, a statement stays or moves to a later policy, never to an earlier one. One that fits
 * into none gets a policy of its own.
 */
export function spread(groups: readonly (readonly Statement[])[], most: number): PolicyContent[] {
  const filled = groups.map((group) => fill(group, most));
  const policies = filled.map(({ policy }) => policy);
  let rest = filled.flatMap((each) => each.rest);
  while (rest.length > 0) {
    const next = fill(rest, most);
    policies.push(next.policy);
    rest = next.rest;
  }
  return policies.map(contentOf);
}

/** The first statements, as many as a policy takes, at least one; and the others. */
function fill(statements: readonly Statement[], most: number): { policy: Statement[]; rest: Statement[] } {
  const end = statements.findIndex((_, index) => index > 0 && sizeOf(contentOf(statements.slice(0, index + 1))) > most);
  return end < 0
    ? { policy: [...statements], rest: [] }
    : { policy: statements.slice(0, end), rest: statements.slice(end) };
}
