import { Token } from 'aws-cdk-lib';

/** The most characters of names of roles, functions and event rules. */
export const MAX_NAME_LENGTH = 64;

/**
 * A name as far as AWS takes it. The construct that made the name reports one that is too long; given whole, the CDK would
 * end the synthesis at once, without the other problems.
 */
export function clipped(name: string, length = MAX_NAME_LENGTH): string {
  return Token.isUnresolved(name) || name.length <= length ? name : name.slice(0, length).replace(/-+$/, '');
}
