/**
 * The condition by which a Deny exempts these roles. Without roles there is no condition: the Deny binds everyone.
 *
 * For a role session aws:PrincipalArn is the ARN of the role, so a session is exempt as its role is.
 */
export function exceptRoles(roleArns: readonly string[]): Record<string, Record<string, string[]>> {
  return roleArns.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': [...roleArns] } };
}
