import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from './trail-identity';
import { partitionNamed, placesIn } from '../shared/partitions';

/** Something of a trail that calls can weaken is here, or their events arrive here. */
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

/** Where account or Region are not known yet, everything may be there. */
export function placeAt(trail: TrailIdentity, account: string, region: string): Place {
  const { managementAccountId, logArchiveAccountId, homeRegion } = trail;
  if ([account, region, managementAccountId, logArchiveAccountId, homeRegion].some((name) => Token.isUnresolved(name)))
    return ANYWHERE;
  const global = partitionNamed(trail.partition);
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
  return placesIn(trail.partition, trail);
}
