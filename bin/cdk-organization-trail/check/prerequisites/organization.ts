import { unless, type Check, type Gap } from '../gap';
import type { Reads } from '../reads';
import { isServiceLinkedRole } from './service-linked-role';
import type { Target } from '../target';

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';
const SECURITY_LAKE = 'securitylake.amazonaws.com';

/** What an organization has to allow; nothing for the trail of a single account. */
export function organizationChecks(target: Target): Check[] {
  const { organizationId } = target;
  if (organizationId === undefined) return [];
  return [
    ...identityChecks(target, organizationId),
    allFeatures(target),
    trustedAccess(target),
    isServiceLinkedRole(target.managementAccountId, CLOUDTRAIL, 'AWSServiceRoleForCloudTrail'),
    delegatedAdministrators(target),
    securityLake(target),
  ];
}

function identityChecks({ managementAccountId: accountId }: Target, organizationId: string): Check[] {
  const is = (found: string, expected: string, command: string) =>
    unless(found === expected, { found: `found ${found}`, command });
  return [
    {
      what: `these accounts belong to the organization ${organizationId}`,
      accountId,
      find: async (reads) =>
        is((await reads.organization()).id, organizationId, 'correct organizationId in cdk.json, or --organization-id'),
    },
    {
      what: `account ${accountId} is the management account`,
      accountId,
      find: async (reads) =>
        is(
          (await reads.organization()).managementAccountId,
          accountId,
          'correct managementAccountId in cdk.json, or --management-account',
        ),
    },
  ];
}

function allFeatures({ managementAccountId: accountId }: Target): Check {
  return {
    what: 'all features of AWS Organizations are enabled',
    accountId,
    find: async (reads) => {
      const { featureSet } = await reads.organization();
      return unless(featureSet === 'ALL', {
        found: `found ${featureSet}`,
        command: 'aws organizations enable-all-features',
      });
    },
  };
}

function trustedAccess({ managementAccountId: accountId }: Target): Check {
  return {
    what: 'CloudTrail has trusted access to the organization',
    accountId,
    find: async (reads) =>
      unless((await reads.trustedServices()).includes(CLOUDTRAIL), {
        found: 'no trusted access',
        command: `aws organizations enable-aws-service-access --service-principal ${CLOUDTRAIL}`,
      }),
  };
}

/** Such an account can change the trail, and its calls are seen by no alert of the management account. */
function delegatedAdministrators({ managementAccountId: accountId }: Target): Check {
  return {
    what: 'no other account administers CloudTrail for the organization',
    accountId,
    find: async (reads) => {
      const others = await reads.delegatedAdministrators(CLOUDTRAIL);
      const commands = others.map(
        (id) => `aws cloudtrail deregister-organization-delegated-admin --delegated-admin-account-id ${id}`,
      );
      return unless(others.length === 0, {
        found: `${others.join(', ')} can stop and change the trail as well`,
        command: `${commands.join('; ')}, unless it is meant to`,
        isWarning: true,
      });
    },
  };
}

/** Security Lake takes management events only where such a trail is logging. */
function securityLake({ managementAccountId: accountId, homeRegion }: Target): Check {
  return {
    what: 'Security Lake, where it is used, has a multi-Region organization trail with all management events',
    accountId,
    find: async (reads) => {
      const isUsed = (await reads.trustedServices()).includes(SECURITY_LAKE);
      if (!isUsed || (await hasTrailForSecurityLake(reads, homeRegion))) return undefined;
      return FROM_THIS_TRAIL;
    },
  };
}

const FROM_THIS_TRAIL: Gap = {
  found: `${SECURITY_LAKE} has trusted access, and no such trail is logging`,
  command: 'npx cdk deploy --all: the trail of this library is one',
  isWarning: true,
};

async function hasTrailForSecurityLake(reads: Reads, region: string): Promise<boolean> {
  const trails = await reads.trailsIn(region);
  for (const { arn } of trails.filter((trail) => trail.isOrganizationTrail && trail.isMultiRegion)) {
    if ((await reads.managementEvents(region, arn)) === 'all' && (await reads.isLogging(region, arn))) return true;
  }
  return false;
}
