import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BESIDE_ARCHIVE } from '../identity/homes';
import { keyOwner } from '../identity/key-owner';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { AccessLogBucket } from './access-log-bucket';
import { archiveTimes, checkLogArchive, TRANSITION, warnOfForeignBreakGlass, warnOfShortTimes } from './checks';
import type { ILogArchive } from './i-log-archive';
import { ImportedLogArchive } from './imported-log-archive';
import { LogLockMode } from './lock-mode';
import { LogBucket } from './log-bucket';
import { macieDecrypts } from './macie';
import type { LogArchiveAttributes, LogArchiveProps, LogReadOptions } from './options';
import { grantLogFiles, grantLogReader } from './reader';
import { keyStatements } from './statements';

/**
 * The log archive of a trail: the locked log bucket, the bucket of its access logs, and the key.
 *
 * It belongs into the log archive account, in the home Region of the trail, and is deployed before the trail. Only
 * CloudTrail, working for this one trail, can write log files; nobody can delete them before their time but the
 * break-glass roles of the trail. Deleting the stack keeps all of it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 *
 * @example
 * new LogArchive(this, 'LogArchive', { trail, retention: Duration.days(400) });
 */
export class LogArchive extends Construct implements ILogArchive {
  /**
   * Takes a log archive that exists already, for example one of a landing zone.
   *
   * The statements that its policies need are shown in a warning and in the stack's outputs.
   */
  public static fromLogArchiveAttributes(scope: Construct, id: string, attributes: LogArchiveAttributes): ILogArchive {
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

  /** How long log files are kept. */
  public readonly retention?: Duration;
  /** How long Object Lock protects each log file. */
  public readonly lockDuration?: Duration;
  /** Who may end that lock before its time. */
  public readonly lockMode?: LogLockMode;
  /** The name of the bucket that takes the access logs of the validation too; undefined where another one was given. */
  public readonly accessLogBucketName?: string;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_ARCHIVE);
    const times = archiveTimes(problems, props);
    const { retention, lockDuration } = times;
    this.trail = trail;
    this.retention = retention;
    this.lockDuration = lockDuration;
    this.lockMode = problems.choice('lockMode', props.lockMode, Object.values(LogLockMode)) ?? LogLockMode.GOVERNANCE;

    const { key } = new CustomerManagedKey(this, 'Key', {
      aliasName: trail.keyAliasName,
      description: `Encrypts the log files of the trail ${trail.trailName}`,
      ...keyOwner(this, trail, trail.logArchiveAccountId),
      isForEvidence: true,
      statements: [...keyStatements(trail), ...(props.allowMacie === true ? [macieDecrypts(trail)] : [])],
    });
    this.encryptionKey = key;
    this.accessLogBucketName = props.accessLogBucket === undefined ? trail.accessLogBucketName : undefined;
    this.accessLogBucket =
      props.accessLogBucket ?? new AccessLogBucket(this, 'AccessLogBucket', { trail, retention }).bucket;
    const logBucket = new LogBucket(this, 'LogBucket', {
      trail,
      key,
      accessLogBucketName: props.accessLogBucket?.bucketName ?? trail.accessLogBucketName,
      retention,
      lockMode: this.lockMode,
      lockDuration,
      transitions: problems.items('transitions', props.transitions, TRANSITION),
    });
    logBucket.node.addDependency(this.accessLogBucket);
    this.logBucket = logBucket.bucket;

    checkLogArchive(problems, props);
    warnOfShortTimes(this, times);
    warnOfForeignBreakGlass(this, trail);
  }

  /**
   * Lets someone list and read the log files and digests, in all versions, and decrypt them. With `accountIds`, the log
   * files of these accounts alone, so that a team reads its own.
   */
  public grantRead(grantee: iam.IGrantable, options: LogReadOptions = {}): iam.Grant {
    if (options.accountIds !== undefined) return grantLogFiles(this, grantee, options.accountIds);
    return grantLogReader(this, grantee, this.encryptionKey.keyArn);
  }
}
