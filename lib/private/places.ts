import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from '../trail-identity';

/** Something of a trail that calls can weaken stands here, or their events arrive here. */
export interface Place {
  /** The management account, in the home Region: the trail, its log group, its alarms, its repair. */
  readonly hasTrail: boolean;
  /** The log archive account, in the home Region: bucket, key, validator. */
  readonly hasArchive: boolean;
  /** One of the two accounts, in the Region to which the events of IAM go. */
  readonly hasIamEvents: boolean;
  /** The management account, in the Region to which the events of Organizations go. */
  readonly hasOrganizationEvents: boolean;
}

/**
 * Calls of global services reach EventBridge in one Region of the partition only.
 *
 * Documented for `aws`. For the other two these are the Regions of the endpoints, and not verified for events.
 */
const GLOBAL_REGIONS: Readonly<Record<string, { readonly iam: string; readonly organizations: string }>> = {
  aws: { iam: 'us-east-1', organizations: 'us-east-1' },
  'aws-us-gov': { iam: 'us-gov-west-1', organizations: 'us-gov-west-1' },
  'aws-cn': { iam: 'cn-north-1', organizations: 'cn-northwest-1' },
};

/** Where account or Region are not known yet, everything may stand there. */
export function placeAt(trail: TrailIdentity, account: string, region: string): Place {
  const { managementAccountId, logArchiveAccountId, homeRegion } = trail;
  if ([account, region, managementAccountId, logArchiveAccountId, homeRegion].some((name) => Token.isUnresolved(name)))
    return ANYWHERE;
  const global = globalRegions(trail);
  const inManagement = account === trail.managementAccountId;
  const inArchive = account === trail.logArchiveAccountId;
  return {
    hasTrail: inManagement && region === trail.homeRegion,
    hasArchive: inArchive && region === trail.homeRegion,
    hasIamEvents: (inManagement || inArchive) && region === global.iam,
    hasOrganizationEvents: inManagement && region === global.organizations,
  };
}

const ANYWHERE: Place = { hasTrail: true, hasArchive: true, hasIamEvents: true, hasOrganizationEvents: true };

/** The accounts and Regions in which there is something to watch, each once. */
export function placesOf(trail: TrailIdentity): { readonly accountId: string; readonly region: string }[] {
  const { iam, organizations } = globalRegions(trail);
  const candidates = [
    { accountId: trail.managementAccountId, regions: [trail.homeRegion, iam, organizations] },
    { accountId: trail.logArchiveAccountId, regions: [trail.homeRegion, iam] },
  ].flatMap(({ accountId, regions }) => regions.map((region) => ({ accountId, region })));
  return candidates.filter(
    (a, index) => candidates.findIndex((b) => a.accountId === b.accountId && a.region === b.region) === index,
  );
}

function globalRegions({ partition }: TrailIdentity): { readonly iam: string; readonly organizations: string } {
  return GLOBAL_REGIONS[Token.isUnresolved(partition) ? 'aws' : partition];
}
