// What must exist before the first deployment: one row each, with the one read that shows it. Knows no SDK.
import { partitionOf, placesIn } from '../../../lib/shared/partitions';
import type { Reads } from './reads';
import { DEFAULT_QUALIFIER, type Target } from './target';

const MAX_TRAILS = 5;

/** One thing that must exist before the first deployment. */
export interface Check {
  readonly what: string;
  /** The account whose credentials can see it. */
  readonly accountId: string;
  /** What is wrong, or undefined. */
  readonly missing: (reads: Reads) => Promise<string | undefined>;
  readonly command: string;
}

/** Every check that the target needs, in the order in which to mend them. */
export function checksOf(target: Target): Check[] {
  return [
    ...(target.organizationId === undefined ? [] : organizationChecks(target, target.organizationId)),
    ...(target.hasGuardrails ? guardrailChecks(target) : []),
    roomForTrail(target),
    ...(target.needsConfigRecorder ? [configRecorder(target)] : []),
    ...placesIn(partitionOf(target.homeRegion) ?? 'aws', target).map((place) => bootstrap(target, place)),
  ];
}

function organizationChecks({ managementAccountId: accountId }: Target, organizationId: string): Check[] {
  return [
    {
      what: `these accounts belong to the organization ${organizationId}`,
      accountId,
      missing: async (reads) => unless((await reads.organization()).id, organizationId),
      command: 'correct organizationId in cdk.json, or --organization-id',
    },
    {
      what: `account ${accountId} is the management account`,
      accountId,
      missing: async (reads) => unless((await reads.organization()).managementAccountId, accountId),
      command: 'correct managementAccountId in cdk.json, or --management-account',
    },
    {
      what: 'all features of AWS Organizations are enabled',
      accountId,
      missing: async (reads) => unless((await reads.organization()).featureSet, 'ALL'),
      command: 'aws organizations enable-all-features',
    },
    {
      what: 'CloudTrail has trusted access to the organization',
      accountId,
      missing: async (reads) =>
        (await reads.trustedServices()).includes('cloudtrail.amazonaws.com') ? undefined : 'no trusted access',
      command: 'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
    },
  ];
}

function guardrailChecks({ managementAccountId: accountId }: Target): Check[] {
  return ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'].map((type) => ({
    what: `the policy type ${type} is enabled`,
    accountId,
    missing: async (reads) => ((await reads.enabledPolicyTypes()).includes(type) ? undefined : 'not enabled'),
    command: `aws organizations enable-policy-type --policy-type ${type} --root-id <root id>`,
  }));
}

/** A Region takes five trails, with the copies of organization trails and multi-Region trails. AWS does not raise this quota. */
function roomForTrail({ managementAccountId: accountId, homeRegion }: Target): Check {
  return {
    what: `${homeRegion} has room for the trail`,
    accountId,
    missing: async (reads) => {
      const trails = await reads.trailsIn(homeRegion);
      return trails.length < MAX_TRAILS ? undefined : `${trails.length} trails: ${trails.join(', ')}`;
    },
    command: 'aws cloudtrail delete-trail --name <a trail that is not needed>',
  };
}

function configRecorder({ managementAccountId: accountId, homeRegion }: Target): Check {
  return {
    what: `AWS Config records in account ${accountId} in ${homeRegion}`,
    accountId,
    missing: async (reads) => ((await reads.configRecorders(homeRegion)).length > 0 ? undefined : 'no recorder'),
    command: 'set "configRecorder": "create" in cdk.json, or set up AWS Config',
  };
}

function bootstrap(
  { bootstrapQualifier }: Target,
  { accountId, region }: { accountId: string; region: string },
): Check {
  const qualifier = bootstrapQualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${bootstrapQualifier}`;
  return {
    what: `account ${accountId} is bootstrapped in ${region}`,
    accountId,
    missing: async (reads) =>
      (await reads.bootstrapVersion(region, bootstrapQualifier)) === undefined ? 'no bootstrap stack' : undefined,
    command: `npx cdk bootstrap aws://${accountId}/${region}${qualifier}`,
  };
}

function unless(found: string, expected: string): string | undefined {
  return found === expected ? undefined : `found ${found}`;
}
