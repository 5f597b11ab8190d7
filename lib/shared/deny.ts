import * as iam from 'aws-cdk-lib/aws-iam';
import { exceptRoles } from './principals';

/** A statement of a resource's policy that denies everyone these actions, or everyone whom the conditions match. */
export function denyEveryone(
  sid: string,
  actions: string[],
  resources: string[],
  conditions?: iam.Conditions,
): iam.PolicyStatement {
  const principals = [new iam.AnyPrincipal()];
  return new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, principals, actions, resources, conditions });
}

/**
 * Denies deletions of the objects of a bucket to all but these roles. Lifecycle rules are not subject to bucket policies,
 * so objects expire all the same.
 */
export function denyDeletion(
  bucketArn: string,
  breakGlassRoleArns: readonly string[],
  actions = ['s3:DeleteObject', 's3:DeleteObjectVersion'],
): iam.PolicyStatement {
  return denyEveryone('DenyDeletionExceptBreakGlass', actions, [`${bucketArn}/*`], exceptRoles(breakGlassRoleArns));
}

/** What ends the life of a locked object, or its lock, before its time. */
export const DELETION_OF_LOCKED_OBJECTS = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
];
