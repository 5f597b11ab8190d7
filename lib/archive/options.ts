import type { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { TrailIdentity } from '../identity/trail-identity';
import type { LogLockMode } from './lock-mode';

/**
 * What can be chosen about a log archive.
 */
export interface LogArchiveOptions {
  /**
   * How long log files are kept, in whole days. After that they expire.
   *
   * PCI DSS 10.5.1 asks for 12 months. Shorter than 365 days is possible, with a warning.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;

  /**
   * Who may end the retention of a log file before its time.
   *
   * `COMPLIANCE` can't be undone: it needs `complianceLockAcknowledged`.
   *
   * @default LogLockMode.GOVERNANCE
   */
  readonly lockMode?: LogLockMode;

  /**
   * Acknowledges, in words, that nobody can delete a log file before its time with `LogLockMode.COMPLIANCE`, nor stop paying
   * for it, but by closing the account.
   *
   * @default - not acknowledged: `LogLockMode.COMPLIANCE` is rejected
   */
  readonly complianceLockAcknowledged?: string;

  /**
   * How long Object Lock protects each log file, in whole days. Not longer than `retention`.
   *
   * Shorter than `retention` or than 365 days is possible, with a warning: after that time an administrator of
   * the account who changes the bucket policy can delete.
   *
   * @default - as long as `retention`
   */
  readonly lockDuration?: Duration;

  /**
   * Cheaper storage classes for older log files.
   *
   * The class must be one that can be read at once, or validation of old hours ends as unverified. Objects under 128 KB
   * stay where they are, which is most of them.
   *
   * @default - everything stays in S3 Standard
   */
  readonly transitions?: s3.Transition[];

  /**
   * Acknowledges, in words, that log files in a class without immediate access can't be validated until they are restored.
   *
   * @default - such a class is rejected
   */
  readonly unreadableArchiveAcknowledged?: string;

  /**
   * Whether Amazon Macie may read the bucket to look for sensitive data in log files.
   *
   * The key then lets Macie's service-linked role of the log archive account decrypt, by way of S3. Macie itself is
   * configured elsewhere: in that account, in the home Region. Its role exists before or after: none is named as principal.
   *
   * @default false - Macie lists the bucket, and reports that it can't read what is in it
   */
  readonly allowMacie?: boolean;
}

/**
 * What somebody may read of a log archive.
 */
export interface LogReadOptions {
  /**
   * The accounts whose log files may be read, in their newest version. Digests and the log files of other accounts may not.
   *
   * @default - everything: the log files and digests of all accounts, in all versions
   */
  readonly accountIds?: string[];
}

/**
 * Says that somebody has read the policies of a bucket and a key that can't be seen at synthesis.
 */
export interface PoliciesReviewed {
  /**
   * Who read them, when, and what was found, in words.
   */
  readonly reason: string;
}

/**
 * What a log archive is made of.
 */
export interface LogArchiveProps extends LogArchiveOptions {
  /**
   * The trail that it is the archive of. Its break-glass roles may delete log files, end their retention, and delete or
   * disable the key.
   */
  readonly trail: TrailIdentity;

  /**
   * A bucket for the server access logs that exists already in this account and Region, without Object Lock and with
   * SSE-S3: S3 does not deliver access logs otherwise.
   *
   * Its policy must let `logging.s3.amazonaws.com` write, for this log bucket. Where the bucket was not made in this
   * app, its policy can't be seen: say in `policiesReviewed` that it holds that statement.
   *
   * @default - a bucket is made for it
   */
  readonly accessLogBucket?: s3.IBucket;

  /**
   * Acknowledges that somebody read the policy of an `accessLogBucket` that was not made in this app.
   *
   * @default - such a bucket is rejected
   */
  readonly policiesReviewed?: PoliciesReviewed;
}

/**
 * A log archive that exists already.
 */
export interface LogArchiveAttributes {
  /**
   * The trail that it is the archive of. Its `logBucketName` and `keyAliasName` name the bucket and the key.
   */
  readonly trail: TrailIdentity;

  /**
   * Acknowledges that the policies of bucket and key hold the statements that CloudTrail needs.
   *
   * They can't be seen at synthesis, and without them the deployment of the trail fails, or its logs get lost.
   */
  readonly policiesReviewed: PoliciesReviewed;

  /**
   * How long the log bucket keeps log files, in whole days: `DigestValidation` takes what is gone before for deleted.
   *
   * @default - not known; `DigestValidation` then expects 365 days, unless it is given its own `retention`
   */
  readonly retention?: Duration;

  /**
   * The name of a bucket of the account and Region that takes the server access logs of the validation's buckets.
   *
   * @default - not known; those buckets then log no accesses, unless `DigestValidation` is given a bucket
   */
  readonly accessLogBucketName?: string;
}
