import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { lockObjects, type LogLockMode } from '../archive/lock-mode';
import type { TrailIdentity } from '../identity/trail-identity';
import { controlTower, nistAndPci, suppress } from '../shared/suppress';
import { finishBucket } from '../shared/bucket-policy';
import { clipped } from '../shared/clipped';
import { DELETION_OF_LOCKED_OBJECTS, denyDeletion, denyEveryone } from '../shared/deny';
import { cleaningRules, HARDENED_BUCKET } from '../shared/hardened-bucket';
import { exceptRoles } from '../shared/principals';
import { denyOldTls, denyWithoutTls } from '../shared/tls';
import { nothingIsReplicated, onlyTheirWritersWrite } from './folders';
import type { ValidationNames } from '../identity/validation-names';

export interface ValidationBucketProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly key: kms.IKey;
  readonly accessLogBucketName?: string;
}

export interface EvidenceBucketProps extends ValidationBucketProps {
  readonly retention: Duration;
  readonly lockMode?: `${LogLockMode}`;
}

/** The bucket of the reports, locked. Only the validator, its publisher and people who acknowledge a finding add to it. */
export function createEvidenceBucket(scope: Construct, id: string, props: EvidenceBucketProps): s3.Bucket {
  const { trail, retention } = props;
  const bucket = new s3.Bucket(scope, id, {
    ...encrypted(props),
    bucketName: trail.evidenceBucketName,
    objectLockEnabled: true,
    lifecycleRules: [{ id: 'ExpireEvidence', expiration: retention }, ...cleaningRules()],
  });
  lockObjects(bucket, retention, props.lockMode);
  finish(bucket, trail.evidenceBucketName, props, [
    denyDeletion(trail.evidenceBucketArn, trail.principals.breakGlassRoleArns, DELETION_OF_LOCKED_OBJECTS),
    nothingIsWrittenOver(trail.evidenceBucketArn),
    ...onlyTheirWritersWrite(props),
    nothingIsReplicated(trail.evidenceBucketArn),
  ]);
  suppress(
    bucket.node.defaultChild!,
    'Object Lock and versioning keep every report for its whole retention; a second copy is the choice of the caller, who can add replication',
    nistAndPci('S3BucketReplicationEnabled'),
  );
  return bucket;
}

/** The bucket of what the shards of a run leave for its end. It verifies nothing, so nothing in it is locked. */
export function createWorkBucket(scope: Construct, id: string, props: ValidationBucketProps): s3.Bucket {
  const { names } = props;
  const bucket = new s3.Bucket(scope, id, {
    ...encrypted(props),
    bucketName: clipped(names.workBucketName, MAX_BUCKET_NAME_LENGTH),
    lifecycleRules: [{ id: 'ExpireRuns', expiration: WORK_KEPT }, ...cleaningRules(Duration.days(1))],
  });
  finish(bucket, names.workBucketName, props, [onlyTheRunWrites(names)]);
  suppress(
    bucket.node.defaultChild!,
    'It holds what one run passes on to its own end, for days; what lasts goes to the evidence bucket',
    [...nistAndPci('S3BucketReplicationEnabled'), controlTower('s3_bucket_object_lock_enabled_check')],
  );
  return bucket;
}

const MAX_BUCKET_NAME_LENGTH = 63;

/** Long enough to look into a run that failed. */
const WORK_KEPT = Duration.days(7);

function encrypted({ key }: ValidationBucketProps): s3.BucketProps {
  return {
    ...HARDENED_BUCKET,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
  };
}

function finish(
  bucket: s3.Bucket,
  bucketName: string,
  { trail, accessLogBucketName }: ValidationBucketProps,
  statements: iam.PolicyStatement[],
): void {
  const arn = `arn:${trail.partition}:s3:::${bucketName}`;
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  finishBucket(bucket, bucketName, [
    ...statements,
    denyWithoutTls(['s3:*'], [arn, `${arn}/*`]),
    denyOldTls(['s3:*'], [arn, `${arn}/*`]),
  ]);
  if (accessLogBucketName !== undefined) {
    resource.loggingConfiguration = { destinationBucketName: accessLogBucketName, logFilePrefix: `${bucketName}/` };
  } else {
    suppress(resource, 'No bucket for access logs was named beside a log archive that existed already', [
      'AwsSolutions-S1',
      ...nistAndPci('S3BucketLoggingEnabled'),
      controlTower('s3_bucket_logging_enabled_check'),
    ]);
  }
}

/**
 * A new version would hide the old one. S3 rejects a conditional write where there is an object, so whoever must send
 * the condition can only add.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function nothingIsWrittenOver(bucketArn: string): iam.PolicyStatement {
  return denyEveryone('DenyWritesOverOthers', ['s3:PutObject'], [`${bucketArn}/*`], {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  });
}

/** Results that anyone could put there would be merged into the verdict. */
function onlyTheRunWrites(names: ValidationNames): iam.PolicyStatement {
  const writers = exceptRoles([names.roleArn('Validator'), names.roleArn('Shard'), names.roleArn('StateMachine')]);
  return denyEveryone('DenyWritesExceptByRuns', ['s3:PutObject'], [`${names.workBucketArn}/*`], writers);
}
