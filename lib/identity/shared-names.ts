import { Token } from 'aws-cdk-lib';
import type { Problem } from '../shared/problem';
import type { TrailIdentity } from './trail-identity';

type Name =
  'logBucketName' | 'accessLogBucketName' | 'evidenceBucketName' | 'keyAliasName' | 'logGroupName' | 'logRoleName';

/** Where nobody else may have a name. The ARN of a bucket has neither account nor Region. */
const ARNS: Readonly<Record<Name, (trail: TrailIdentity) => string>> = {
  logBucketName: ({ logBucketArn }) => logBucketArn,
  accessLogBucketName: ({ accessLogBucketArn }) => accessLogBucketArn,
  evidenceBucketName: ({ evidenceBucketArn }) => evidenceBucketArn,
  keyAliasName: ({ keyAliasArn }) => keyAliasArn,
  logGroupName: ({ logGroupArn }) => logGroupArn,
  logRoleName: ({ logRoleArn }) => logRoleArn,
};

/** The names of an identity that a construct makes, by its kind. What is imported makes none. */
const MADE_BY: Readonly<Record<string, readonly Name[]>> = {
  LogArchive: ['logBucketName', 'accessLogBucketName', 'keyAliasName'],
  DigestValidation: ['evidenceBucketName'],
  OrganizationTrail: ['logGroupName', 'logRoleName'],
};

/** What constructs of this kind would both make for two trails. */
export function sharedNames(kind: string, trail: TrailIdentity, other: TrailIdentity): Problem[] {
  const isShared = (name: Name) => !Token.isUnresolved(ARNS[name](trail)) && ARNS[name](trail) === ARNS[name](other);
  return (MADE_BY[kind] ?? []).filter(isShared).map((what) => ({
    what,
    given: trail[what],
    allowed: `a name that the trail ${other.trailName} does not have`,
    todo: `give ${what} to the identity of one of the two: both would make it`,
  }));
}
