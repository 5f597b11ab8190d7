// Roles of an identity provider of one's own, whose sign-ins AWS sees without the MFA that took place before.
import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from '../../identity/trail-identity';
import { listOf, type Problems } from '../../shared/problems';
import { RULES } from '../../shared/rules';
import { ExtraFilter } from './extra-filter';
import { LogFilter } from './log-filter';

/** The most characters that CloudWatch Logs takes for a pattern. */
export const MAX_PATTERN_LENGTH = 1_024;

const NEEDS_MFA = ExtraFilter.SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS;

/** The filters, of which the one for sign-ins without MFA leaves out these roles. */
export function exceptFederatedRoles(filters: readonly LogFilter[], roleArns?: readonly string[]): LogFilter[] {
  const given = listOf(roleArns);
  if (given.length === 0) return [...filters];
  return filters.map((filter) =>
    filter.filterName === NEEDS_MFA.filterName
      ? new LogFilter({ ...propsOf(filter), filterPattern: narrowed(filter.filterPattern, given) })
      : filter,
  );
}

export function checkFederatedRoles(
  problems: Problems,
  { partition }: TrailIdentity,
  filters: readonly LogFilter[],
  roleArns?: readonly string[],
): void {
  const what = 'federatedRoleArns';
  problems.matchAll(what, roleArns, RULES.federatedRoleArn);
  const given = listOf(roleArns).filter((arn) => RULES.federatedRoleArn.pattern.test(arn));
  given.forEach((arn, index) =>
    problems.unless(Token.isUnresolved(partition) || arn.startsWith(`arn:${partition}:`), {
      what: `${what}[${index}]`,
      given: arn,
      allowed: `the ARN of a role in the partition of the trail, ${partition}`,
      todo: 'name a role of an account of the organization',
    }),
  );
  const longest = filters.find(({ filterName }) => filterName === NEEDS_MFA.filterName)?.filterPattern.length ?? 0;
  problems
    .unless(longest <= MAX_PATTERN_LENGTH, {
      what,
      given: `${given.length} roles, with which the pattern has ${longest} characters`,
      allowed: `at most ${MAX_PATTERN_LENGTH} characters of a pattern`,
      todo: 'name fewer roles: those by which people sign in most',
    })
    .unless(given.length === 0 || longest > 0, {
      what,
      given: given.length,
      allowed: `roles where ${NEEDS_MFA.filterName} is one of the filters`,
      todo: 'add ExtraFilter.SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS to filters, or leave the roles out',
    });
}

/** What a filter is made of. */
export function propsOf({ filterName, title, filterPattern, severity, description }: LogFilter) {
  return { filterName, title, filterPattern, severity, description };
}

/** By the ARN of the session, which has account and name: IAM gives a name once in an account, whatever the path. */
function narrowed(filterPattern: string, roleArns: readonly string[]): string {
  const others = roleArns.map((arn) => `($.userIdentity.arn != "${sessionsOf(arn)}")`).join(' && ');
  return `${filterPattern.slice(0, -1)} && (($.userIdentity.arn NOT EXISTS) || (${others}))}`;
}

/** The ARNs of all sessions of a role. */
export function sessionsOf(roleArn: string): string {
  const [, partition, , , accountId] = roleArn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleArn.split('/').at(-1)}/*`;
}
