// What the buckets of a trail are called, and what their names may be.
import { Token } from 'aws-cdk-lib';
import { ACCOUNT_REGIONAL, bucketNameFor, endingOf, type BucketHome } from '../shared/bucket-names';
import type { Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { TrailIdentityOptions } from './trail-identity-options';

/** The name of the log bucket, unless another one is chosen. */
export function defaultLogBucketName(home: BucketHome, { accountRegionalBucketNames }: TrailIdentityOptions): string {
  const { logArchiveAccountId, homeRegion } = home;
  return accountRegionalBucketNames === true
    ? `trail-logs${endingOf(home)}`
    : `trail-logs-${logArchiveAccountId}-${homeRegion}`;
}

/** Default names are made of other values: naming them too would report one mistake twice. */
export function checkBucketNames(problems: Problems, options: TrailIdentityOptions, home: BucketHome): void {
  const { logBucketName } = options;
  const derived = (part: string) =>
    logBucketName === undefined ? undefined : bucketNameFor({ ...home, logBucketName }, part);
  const names = {
    logBucketName,
    accessLogBucketName: options.accessLogBucketName ?? derived('access-logs'),
    evidenceBucketName: options.evidenceBucketName ?? derived('evidence'),
  };
  for (const [what, name] of Object.entries(names)) {
    problems.match(what, name, RULES.bucketName);
    checkNamespace(problems, what, name, options, home);
  }
}

/** S3 keeps the ending for the namespaces of accounts: a bucket of another form can't be made. */
function checkNamespace(
  problems: Problems,
  what: string,
  given: string | undefined,
  { accountRegionalBucketNames }: TrailIdentityOptions,
  home: BucketHome,
): void {
  if (typeof given !== 'string' || Token.isUnresolved(given)) return;
  const ending = endingOf(home);
  const todo = 'leave it out, or give it that ending';
  problems
    .unless(Token.isUnresolved(ending) || given.endsWith(ending) || !given.endsWith(ACCOUNT_REGIONAL), {
      ...{ what, given, todo },
      allowed: `a name that ends with "${ending}", or not with "${ACCOUNT_REGIONAL}"`,
    })
    .unless(accountRegionalBucketNames !== true || given.endsWith(ACCOUNT_REGIONAL), {
      ...{ what, given, todo },
      allowed: `a name that ends with "${ending}", since accountRegionalBucketNames is on`,
    });
}
