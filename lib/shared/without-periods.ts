import { Token } from 'aws-cdk-lib';

/** Many services allow periods in no name. What is not known yet stays as it is: its text is the token's. */
export function withoutPeriods(name: string): string {
  return Token.isUnresolved(name) ? name : name.replace(/\./g, '-');
}
