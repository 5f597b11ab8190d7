import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { TrailIdentity } from '../trail-identity';

/** The role by which the CDK lets CloudFormation deploy to an account, as the bootstrap names it. */
export function defaultDeploymentRoleArn(
  { partition, homeRegion }: TrailIdentity,
  accountId: string,
  qualifier: string = DefaultStackSynthesizer.DEFAULT_QUALIFIER,
): string {
  return `arn:${partition}:iam::${accountId}:role/cdk-${qualifier}-cfn-exec-role-${accountId}-${homeRegion}`;
}

/** The role of the CDK bootstrap that hands the one above to CloudFormation. */
export function defaultPasserRoleArn(
  { partition, homeRegion }: TrailIdentity,
  accountId: string,
  qualifier: string = DefaultStackSynthesizer.DEFAULT_QUALIFIER,
): string {
  return `arn:${partition}:iam::${accountId}:role/cdk-${qualifier}-deploy-role-${accountId}-${homeRegion}`;
}
