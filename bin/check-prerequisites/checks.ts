// What must stand before the first deployment: one row each, with the one read that shows it. Knows no SDK.
import { partitionOf, placesIn } from '../../lib/shared/partitions';
import type { Reads } from './reads';

/** What the checks need to know of the trail. */
export interface Target {
  readonly organizationId?: string;
  readonly managementAccountId: string;
  readonly logArchiveAccountId: string;
  readonly homeRegion: string;
  readonly bootstrapQualifier: string;
  /** Whether guardrails are to be attached, which need their policy types. */
  readonly hasGuardrails: boolean;
  /** Whether the rules of AWS Config use a recorder that stands already. */
  readonly needsConfigRecorder: boolean;
}

export type Answer =
  | { readonly state: 'stands'; readonly what: string }
  | { readonly state: 'missing'; readonly what: string; readonly found: string; readonly command: string }
  | { readonly state: 'unknown'; readonly what: string; readonly reason: string; readonly todo: string };

interface Check {
  readonly what: string;
  /** The account whose credentials can see it. */
  readonly account: string;
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

/** Asks the checks that these credentials can answer; the others are told with the account to ask them in. */
export async function ask(checks: readonly Check[], accountId: string, reads: Reads): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const check of checks) answers.push(await answer(check, accountId, reads));
  return answers;
}

async function answer({ what, account, missing, command }: Check, accountId: string, reads: Reads): Promise<Answer> {
  if (account !== accountId) {
    const reason = `these are credentials of account ${accountId}`;
    return { state: 'unknown', what, reason, todo: `run this again with credentials of account ${account}` };
  }
  try {
    const found = await missing(reads);
    return found === undefined ? { state: 'stands', what } : { state: 'missing', what, found, command };
  } catch (error) {
    const { name, message } = error as Error;
    return { state: 'unknown', what, reason: `${name}: ${message}`, todo: 'allow this read, or look yourself' };
  }
}

function organizationChecks({ managementAccountId: account }: Target, organizationId: string): Check[] {
  return [
    {
      what: `these accounts belong to the organization ${organizationId}`,
      account,
      missing: async (reads) => unless((await reads.organization()).id, organizationId),
      command: 'correct organizationId in cdk.json',
    },
    {
      what: `account ${account} is the management account`,
      account,
      missing: async (reads) => unless((await reads.organization()).managementAccountId, account),
      command: 'correct managementAccountId in cdk.json',
    },
    {
      what: 'all features of AWS Organizations are enabled',
      account,
      missing: async (reads) => unless((await reads.organization()).featureSet, 'ALL'),
      command: 'aws organizations enable-all-features',
    },
    {
      what: 'CloudTrail has trusted access to the organization',
      account,
      missing: async (reads) =>
        (await reads.trustedServices()).includes('cloudtrail.amazonaws.com') ? undefined : 'no trusted access',
      command: 'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
    },
  ];
}

function guardrailChecks({ managementAccountId: account }: Target): Check[] {
  return ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'].map((type) => ({
    what: `the policy type ${type} is enabled`,
    account,
    missing: async (reads) => ((await reads.enabledPolicyTypes()).includes(type) ? undefined : 'not enabled'),
    command: `aws organizations enable-policy-type --policy-type ${type} --root-id <root id>`,
  }));
}

/** A Region takes five trails, copies of organization trails and of multi-Region trails counted; it is no quota that AWS raises. */
function roomForTrail({ managementAccountId: account, homeRegion }: Target): Check {
  return {
    what: `${homeRegion} has room for the trail`,
    account,
    missing: async (reads) => {
      const trails = await reads.trailsIn(homeRegion);
      return trails.length < MAX_TRAILS ? undefined : `${trails.length} trails: ${trails.join(', ')}`;
    },
    command: 'aws cloudtrail delete-trail --name <a trail that is not needed>',
  };
}

const MAX_TRAILS = 5;

function configRecorder({ managementAccountId: account, homeRegion }: Target): Check {
  return {
    what: `AWS Config records in account ${account} in ${homeRegion}`,
    account,
    missing: async (reads) => ((await reads.configRecorders(homeRegion)).length > 0 ? undefined : 'no recorder'),
    command: 'set "configRecorder": "create" in cdk.json, or set AWS Config up',
  };
}

function bootstrap(
  { bootstrapQualifier }: Target,
  { accountId, region }: { accountId: string; region: string },
): Check {
  return {
    what: `account ${accountId} is bootstrapped in ${region}`,
    account: accountId,
    missing: async (reads) =>
      (await reads.bootstrapVersion(region, bootstrapQualifier)) === undefined ? 'no bootstrap stack' : undefined,
    command: `npx cdk bootstrap aws://${accountId}/${region}`,
  };
}

function unless(found: string, expected: string): string | undefined {
  return found === expected ? undefined : `found ${found}`;
}
