/** The accounts that buckets must belong to, by the names of the buckets. */
export type BucketOwners = ReadonlyMap<string, string>;

/** How a request names its bucket, and the account that this must belong to: S3 rejects it where another one has the name now. */
export function namedBucket(owners: BucketOwners, bucket: string): { Bucket: string; ExpectedBucketOwner?: string } {
  const owner = owners.get(bucket);
  return { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
}
