// How the buckets of a trail are named after its log bucket. Imports nothing, so that commands can use it.

/** What the names of buckets end with that are in the namespace of their account and Region. */
export const ACCOUNT_REGIONAL = '-an';

/** Where the buckets are that are named after a trail. */
export interface BucketHome {
  readonly logArchiveAccountId: string;
  readonly homeRegion: string;
}

/**
 * What a name of the account's own namespace ends with: nobody else can have it, before and after the bucket is there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
export function endingOf({ logArchiveAccountId, homeRegion }: BucketHome): string {
  return `-${logArchiveAccountId}-${homeRegion}${ACCOUNT_REGIONAL}`;
}

/** The name of another bucket of the trail, in the same namespace as the log bucket. */
export function bucketNameFor(home: BucketHome & { readonly logBucketName: string }, part: string): string {
  const { logBucketName } = home;
  const ending = endingOf(home);
  return logBucketName.endsWith(ending)
    ? `${logBucketName.slice(0, -ending.length)}-${part}${ending}`
    : `${logBucketName}-${part}`;
}
