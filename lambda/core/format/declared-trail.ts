import type { Trail } from '../model/trail';
import type { UnvalidatedTrail } from '../model/unvalidated-trail';
import { parseArn } from './arn';

/** What people declare of a trail without log file validation: lists may be left out, or hold `all`. */
export interface DeclaredTrail {
  readonly trailArn: string;
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
  readonly since?: number;
  readonly until?: number;
}

/** What is left out is as narrow as it can be: the account of the ARN, and its home Region. */
export function declaredTrail({ trailArn, accountIds, regions, since, until }: DeclaredTrail): UnvalidatedTrail {
  const { accountId, region } = parseArn(trailArn);
  const accounts = accountIds ?? [accountId];
  const places = regions ?? [region];
  return {
    arn: trailArn,
    ...(accounts.includes('all') ? {} : { accountIds: accounts }),
    ...(places.includes('all') ? {} : { regions: places }),
    ...(since !== undefined && { start: since }),
    ...(until !== undefined && { end: until }),
  };
}

/** Why a declared trail can have written none of a trail's log files. */
export type Contradiction = 'same-trail' | 'other-partition' | 'other-organization' | 'other-accounts';

/** Whether what is declared of a trail contradicts what is known of the one whose log files are verified. */
export function contradictionIn(
  { arn, accountIds }: Pick<UnvalidatedTrail, 'arn' | 'accountIds'>,
  trail: Pick<Trail, 'arn' | 'organizationId'>,
): Contradiction | undefined {
  if (arn === trail.arn) return 'same-trail';
  const [declared, own] = [parseArn(arn), parseArn(trail.arn)];
  if (declared.partition !== own.partition) return 'other-partition';
  // All trails of an organization are owned by its management account.
  if (trail.organizationId !== undefined) {
    return declared.accountId === own.accountId ? undefined : 'other-organization';
  }
  return accountIds?.some((accountId) => accountId !== declared.accountId) ? 'other-accounts' : undefined;
}
