/**
 * Where a trail delivered before it was moved to another bucket or key prefix.
 */
export interface FormerLogLocation {
  /**
   * The bucket. Where it belongs to another account than the validator, its policy has to let the roles of the validating
   * functions list and read what is below the key prefix.
   */
  readonly bucketName: string;

  /**
   * The key prefix in that bucket, without slashes at its ends.
   *
   * @default - none
   */
  readonly keyPrefix?: string;

  /**
   * The account that the bucket belongs to, 12 digits. Each request names it, so that nothing is read from a bucket of this
   * name that somebody else has made since.
   */
  readonly ownerAccountId: string;

  /**
   * From when on the trail delivered there, in ISO 8601, for example `2025-01-01T00:00:00Z`.
   */
  readonly since: string;

  /**
   * Until when, in ISO 8601: the time of the `UpdateTrail` that moved it. What was delivered there two hours later or more
   * is not looked at.
   */
  readonly until: string;

  /**
   * The ARN of the KMS key that encrypts what is there.
   *
   * @default - the key of the trail, or none
   */
  readonly encryptionKeyArn?: string;
}
