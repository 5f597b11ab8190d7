import type { Plan } from '../plan/deployment';
import type { PolicyDocument } from '../policy';

/** The policies for people, each below the account that it is for. */
export function policyText(policies: ReadonlyMap<string, PolicyDocument>, plan: Plan): string {
  return [...policies]
    .map(([accountId, policy]) => `${headingOf(accountId, plan)}\n${JSON.stringify(policy, undefined, 2)}\n`)
    .join('\n');
}

function headingOf(accountId: string, { trail, logArchiveAccountId }: Plan): string {
  const roles = [
    ...(accountId === trail.accountId ? ['the account of the trail'] : []),
    ...(accountId === logArchiveAccountId ? ['the account of the log bucket'] : []),
  ];
  return `Account ${accountId}${roles.length > 0 ? `, ${roles.join(' and ')}` : ''}:`;
}
