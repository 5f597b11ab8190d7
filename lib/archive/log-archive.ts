import { CfnOutput, Duration, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { AccessLogBucket } from './access-log-bucket';
import { checkArchivePlace } from '../identity/archive-place';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { checkLogArchive, DEFAULT_RETENTION_DAYS, isReviewed, warnOfShortTimes } from './checks';
import { bucketStatements, keyStatements } from './statements';
import { LogBucket } from './log-bucket';
import { grantLogReader } from './reader';
import { lockOf } from './lock-mode';
import { Problems, warn } from '../shared/problems';
import { retain } from '../shared/retain';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * Who may end the retention of a locked log file before its time.
 */
export enum LogLockMode {
  /**
   * Break-glass roles may, and nobody else.
   */
  GOVERNANCE = 'GOVERNANCE',

  /**
   * Nobody may: no role, not the root user, not AWS Support. Retention can be lengthened and never shortened. Every log
   * file is stored, and paid for, until its time is over; the only way out is to close the account.
   */
  COMPLIANCE = 'COMPLIANCE',
}

/**
 * A log archive, made by this library or standing already.
 */
export interface ILogArchive extends IConstruct {
  /** The trail that it is the archive of. */
  readonly trail: TrailIdentity;
  /** The bucket that CloudTrail delivers to. */
  readonly logBucket: s3.IBucket;
  /** The key that encrypts the log files. */
  readonly encryptionKey: kms.IKey;

  /**
   * Lets someone list and read the log files and digests, in all versions, and decrypt them.
   *
   * Decryption is allowed by way of S3 in the home Region, not by the encryption context of the trail: with a Bucket Key
   * the context is the ARN of the bucket.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * What can be chosen about a log archive.
 */
export interface LogArchiveProps {
  /**
   * The trail that it is the archive of.
   */
  readonly trail: TrailIdentity;

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
   * @default LogLockMode.GOVERNANCE
   */
  readonly lockMode?: LogLockMode;

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
   * Accepts, in words, that log files in a class without immediate access can't be validated until they are restored.
   *
   * @default - such a class is refused
   */
  readonly unreadableArchiveAccepted?: string;

  /**
   * The roles that may delete log files, end their retention, and delete or disable the key, by their exact ARNs.
   *
   * They are for the day on which everything else failed: name as few as possible, in this account, each protected by
   * MFA and an alarm.
   *
   * @default - nobody may
   */
  readonly breakGlassRoleArns?: string[];

  /**
   * A bucket for the server access logs that stands already in this account and Region, without Object Lock and with
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
   * @default - such a bucket is refused
   */
  readonly policiesReviewed?: PoliciesReviewed;
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
 * A log archive that stands already.
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
}

/**
 * The log archive of a trail: the locked log bucket, the bucket of its access logs, and the key.
 *
 * It belongs into the log archive account, in the home Region of the trail, and is deployed before the trail. Only
 * CloudTrail, working for this one trail, can write log files; nobody can delete them before their time but break-glass
 * roles. Deleting the stack leaves everything standing.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 *
 * @example
 * new LogArchive(this, 'LogArchive', {
 *   trail,
 *   retention: Duration.days(400),
 *   breakGlassRoleArns: ['arn:aws:iam::222222222222:role/break-glass'],
 * });
 */
export class LogArchive extends Construct implements ILogArchive {
  /**
   * Takes a log archive that stands already, for example one of a landing zone.
   *
   * The statements that its policies need are shown in a warning and in the stack's outputs.
   */
  public static fromAttributes(scope: Construct, id: string, attributes: LogArchiveAttributes): ILogArchive {
    return new ImportedLogArchive(scope, id, attributes);
  }

  /** The trail that it is the archive of. */
  public readonly trail: TrailIdentity;
  /** The bucket that CloudTrail delivers to. */
  public readonly logBucket: s3.IBucket;
  /** The bucket that receives the server access logs of the log bucket. */
  public readonly accessLogBucket: s3.IBucket;
  /** The key that encrypts the log files. */
  public readonly encryptionKey: kms.IKey;

  /**
   * How long log files are kept.
   *
   * @internal
   */
  public readonly _retention: Duration;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    const { trail, breakGlassRoleArns = [], retention = Duration.days(DEFAULT_RETENTION_DAYS) } = props;
    const lockDuration = props.lockDuration ?? retention;
    this.trail = trail;
    this._retention = retention;

    const { key } = new CustomerManagedKey(this, 'Key', {
      aliasName: trail.keyAliasName,
      description: `Encrypts the log files of the trail ${trail.trailName}`,
      accountId: trail.logArchiveAccountId,
      partition: trail.partition,
      breakGlassRoleArns,
      statements: keyStatements(trail),
    });
    this.encryptionKey = key;
    this.accessLogBucket =
      props.accessLogBucket ??
      new AccessLogBucket(this, 'AccessLogBucket', { trail, retention, breakGlassRoleArns }).bucket;
    const logBucket = new LogBucket(this, 'LogBucket', {
      trail,
      key,
      accessLogBucketName: props.accessLogBucket?.bucketName ?? trail.accessLogBucketName,
      retention,
      objectLockDefaultRetention: lockOf(props.lockMode, lockDuration),
      transitions: props.transitions ?? [],
      breakGlassRoleArns,
    });
    logBucket.node.addDependency(this.accessLogBucket);
    this.logBucket = logBucket.bucket;

    checkArchivePlace(this, trail).report(this);
    checkLogArchive(props, retention, lockDuration).report(this);
    warnOfShortTimes(this, retention, lockDuration);
    retain(this);
  }

  /**
   * Lets someone list and read the log files and digests, in all versions, and decrypt them.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantLogReader(this, grantee, this.encryptionKey.keyArn);
  }
}

class ImportedLogArchive extends Construct implements ILogArchive {
  public readonly trail: TrailIdentity;
  public readonly logBucket: s3.IBucket;
  public readonly encryptionKey: kms.IKey;

  constructor(scope: Construct, id: string, { trail, policiesReviewed }: LogArchiveAttributes) {
    super(scope, id);
    this.trail = trail;
    this.logBucket = s3.Bucket.fromBucketAttributes(this, 'LogBucket', {
      bucketArn: trail.logBucketArn,
      account: trail.logArchiveAccountId,
      region: trail.homeRegion,
    });
    this.encryptionKey = kms.Alias.fromAliasName(this, 'Key', trail.keyAliasName);
    this.tellNeededStatements();
    new Problems()
      .unless(isReviewed(policiesReviewed), {
        what: 'policiesReviewed',
        given: policiesReviewed,
        allowed: 'a reason that says who read the policies of the bucket and the key, and when',
        todo: `compare the policies of ${trail.logBucketName} and ${trail.keyAliasName} with the statements in the warning of this construct, then say so`,
      })
      .report(this);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    // An IAM policy can't name a key by its alias as resource; the condition of the grant does.
    return grantLogReader(this, grantee, this.trail.keyAliasArn.replace(`:${this.trail.keyAliasName}`, ':key/*'));
  }

  private tellNeededStatements(): void {
    for (const [id, subject, statements] of [
      ['BucketPolicyStatements', `the policy of the bucket ${this.trail.logBucketName}`, bucketStatements(this.trail)],
      ['KeyPolicyStatements', `the policy of the key ${this.trail.keyAliasName}`, keyStatements(this.trail)],
    ] as const) {
      const json = Stack.of(this).toJsonString(statements.map((statement) => statement.toStatementJson()));
      new CfnOutput(this, id, { value: json, description: `Statements that ${subject} must hold` });
      const shown = Token.isUnresolved(json) ? JSON.stringify(Stack.of(this).resolve(json)) : json;
      warn(this, `statements:${id}`, `${subject} can't be seen; it must hold these statements: ${shown}`);
    }
  }
}
