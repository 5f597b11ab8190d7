import { bootstrapCommand, trustedAccounts } from '../../../../lib/shared/bootstrap';
import { partitionOf, placesIn } from '../../../../lib/shared/partitions';
import { unless, type Check } from '../gap';
import type { Target } from '../target';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The bootstrap in each account and Region of the trail, and its trust in those who deploy from another account. */
export function bootstrapChecks(target: Target): Check[] {
  return placesIn(partitionOf(target.homeRegion) ?? 'aws', target).flatMap((place) => [
    isBootstrapped(target, place),
    ...trustedAccounts(place.accountId, target).map((trusted) => trusts(target, place, trusted)),
  ]);
}

function isBootstrapped(target: Target, place: Place): Check {
  const { accountId, region } = place;
  return {
    what: `account ${accountId} is bootstrapped in ${region}`,
    accountId,
    find: async (reads) =>
      unless((await reads.bootstrapVersion(region, target.bootstrapQualifier)) !== undefined, {
        found: 'no bootstrap stack',
        command: commandFor(target, place),
      }),
  };
}

/** Without it the CDK can't assume the role that deploys there. The stack's parameters may have any stack's name. */
function trusts(target: Target, place: Place, trusted: string): Check {
  const { accountId, region } = place;
  const roleName = `cdk-${target.bootstrapQualifier}-deploy-role-${accountId}-${region}`;
  return {
    what: `the bootstrap of account ${accountId} in ${region} trusts account ${trusted}, which deploys`,
    accountId,
    find: async (reads) => {
      const policy = await reads.trustPolicyOf(roleName);
      return unless(policy?.includes(`:iam::${trusted}:`) === true, {
        found: policy === undefined ? `no role ${roleName}` : 'not trusted',
        command: commandFor(target, place),
      });
    },
  };
}

function commandFor(target: Target, { accountId, region }: Place): string {
  return bootstrapCommand({
    accountId,
    regions: [region],
    partition: partitionOf(region) ?? 'aws',
    qualifier: target.bootstrapQualifier,
    trustedAccountIds: trustedAccounts(accountId, target),
  });
}
