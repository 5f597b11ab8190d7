import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { LogLockMode } from './lock-mode';
import type { LogReadOptions } from './options';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * A log archive, made by this library or existing already.
 */
export interface ILogArchive extends IConstruct {
  /** The trail that it is the archive of. */
  readonly trail: TrailIdentity;
  /** The bucket that CloudTrail delivers to. */
  readonly logBucket: s3.IBucket;
  /** The key that encrypts the log files. */
  readonly encryptionKey: kms.IKey;
  /** How long log files are kept, in whole days; undefined where that is not known. */
  readonly retention?: Duration;
  /** How long Object Lock protects each log file, in whole days; undefined where that is not known. */
  readonly lockDuration?: Duration;
  /** Who may end that lock before its time; undefined where that is not known. */
  readonly lockMode?: LogLockMode;
  /**
   * The name of a bucket that takes the server access logs of `DigestValidation`'s buckets too; undefined where none is
   * known.
   */
  readonly accessLogBucketName?: string;

  /**
   * Lets someone list and read the log files and digests, in all versions, and decrypt them. With `accountIds`, the log
   * files of these accounts alone.
   *
   * Decryption is allowed by way of S3 in the home Region, not by the encryption context of the trail: with a Bucket Key
   * the context is the ARN of the bucket.
   */
  grantRead(grantee: iam.IGrantable, options?: LogReadOptions): iam.Grant;
}
