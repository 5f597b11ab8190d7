import { Token } from 'aws-cdk-lib';
import { isSame } from '../shared/problems';

/** The roles of none of these accounts. What is known at deployment only may be of one. */
export function foreignRoles(roleArns: readonly string[], accountIds: readonly string[]): string[] {
  if (Token.isUnresolved(roleArns)) return [];
  const isOwn = (arn: string) => Token.isUnresolved(arn) || accountIds.some((id) => isSame(arn.split(':')[4], id));
  return roleArns.filter((arn) => !isOwn(arn));
}
