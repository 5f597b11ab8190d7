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

/** One target takes five policies of a type at least, and one of these is the policy that allows everything. */
export const MAX_POLICIES_PER_TARGET = 4;

export function contentOf(statements: readonly Statement[]): PolicyContent {
  return { Version: '2012-10-17', Statement: statements };
}

/** Characters as deployed: CloudFormation writes the object without white space. */
export function sizeOf(content: PolicyContent): number {
  return JSON.stringify(content).length;
}

/** Each statement goes into the first policy that has room for it. One that fits into none gets a policy of its own. */
export function spread(statements: readonly Statement[]): PolicyContent[] {
  const policies: Statement[][] = [];
  for (const statement of statements) {
    const open = policies.find((policy) => sizeOf(contentOf([...policy, statement])) <= MAX_POLICY_CHARACTERS);
    if (open) open.push(statement);
    else policies.push([statement]);
  }
  return policies.map(contentOf);
}
