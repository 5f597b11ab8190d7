import { unless, type Check } from '../gap';

/** A role that AWS makes for one of its services, in an account. */
export function isServiceLinkedRole(accountId: string, servicePrincipal: string, roleName: string): Check {
  return {
    what: `account ${accountId} has the service-linked role ${roleName}`,
    accountId,
    find: async (reads) =>
      unless((await reads.trustPolicyOf(roleName)) !== undefined, {
        found: 'no such role',
        command: `aws iam create-service-linked-role --aws-service-name ${servicePrincipal}`,
      }),
  };
}
