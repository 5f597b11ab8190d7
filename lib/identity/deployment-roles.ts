import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { TrailIdentity } from './trail-identity';
import { placesOf } from './places';

/** The role by which the CDK lets CloudFormation deploy to an account in the home Region, as the bootstrap names it. */
export function defaultDeploymentRoleArn(trail: TrailIdentity, accountId: string, qualifier?: string): string {
  return bootstrapRoleArn(trail, 'cfn-exec-role', accountId, trail.homeRegion, qualifier);
}

/** The same, for each Region of the account in which something of the trail is deployed. */
export function defaultDeploymentRoleArns(trail: TrailIdentity, accountId: string, qualifier?: string): string[] {
  return bootstrapRoleArns(trail, 'cfn-exec-role', accountId, qualifier);
}

/** The roles of the CDK bootstrap that hand the ones above to CloudFormation. */
export function defaultPasserRoleArns(trail: TrailIdentity, accountId: string, qualifier?: string): string[] {
  return bootstrapRoleArns(trail, 'deploy-role', accountId, qualifier);
}

function bootstrapRoleArns(trail: TrailIdentity, role: string, accountId: string, qualifier?: string): string[] {
  return placesOf(trail)
    .filter((place) => place.accountId === accountId)
    .map(({ region }) => bootstrapRoleArn(trail, role, accountId, region, qualifier));
}

function bootstrapRoleArn(
  { partition }: TrailIdentity,
  role: string,
  accountId: string,
  region: string,
  qualifier: string = DefaultStackSynthesizer.DEFAULT_QUALIFIER,
): string {
  return `arn:${partition}:iam::${accountId}:role/cdk-${qualifier}-${role}-${accountId}-${region}`;
}
