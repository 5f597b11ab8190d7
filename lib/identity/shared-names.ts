import { Token } from 'aws-cdk-lib';
import type { Problem } from '../shared/problem';
import type { TrailIdentity } from './trail-identity';

/** Each property that holds a name, with where no other may have it. Bucket names have no account in their ARN. */
const NAMES = {
  logBucketName: ({ logBucketArn }) => logBucketArn,
  accessLogBucketName: ({ accessLogBucketArn }) => accessLogBucketArn,
  evidenceBucketName: ({ evidenceBucketArn }) => evidenceBucketArn,
  keyAliasName: ({ keyAliasArn }) => keyAliasArn,
  logGroupName: ({ logGroupArn }) => logGroupArn,
  logRoleName: ({ logRoleArn }) => logRoleArn,
} as const satisfies Partial<Record<keyof TrailIdentity, (trail: TrailIdentity) => string>>;

/** What two trails would both make. The names that follow from the log bucket are shared with it, and not told again. */
export function sharedNames(trail: TrailIdentity, other: TrailIdentity): Problem[] {
  const isShared = (arnOf: (trail: TrailIdentity) => string) =>
    !Token.isUnresolved(arnOf(trail)) && arnOf(trail) === arnOf(other);
  const shared = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => isShared(NAMES[name]));
  const derived = shared.includes('logBucketName') ? ['accessLogBucketName', 'evidenceBucketName'] : [];
  return shared
    .filter((name) => !derived.includes(name))
    .map((what) => ({
      what,
      given: trail[what],
      allowed: `a name that the trail ${other.trailName} does not have`,
      todo: `give ${what} to the identity of one of the two: both would make it`,
    }));
}
