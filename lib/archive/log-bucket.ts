import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { nistAndPci, suppress } from '../shared/suppress';
import { finishBucket } from '../shared/bucket-policy';
import { DELETION_OF_LOCKED_OBJECTS, denyDeletion, denyEveryone } from '../shared/deny';
import { cleaningRules, HARDENED_BUCKET } from '../shared/hardened-bucket';
import { denyOldTls, denyWithoutTls } from '../shared/tls';
import { lockObjects, type LogLockMode } from './lock-mode';
import { bucketStatements } from './statements';

export interface LogBucketProps {
  readonly trail: TrailIdentity;
  readonly key: kms.IKey;
  readonly accessLogBucketName: string;
  readonly retention: Duration;
  readonly lockMode?: `${LogLockMode}`;
  readonly lockDuration: Duration;
  readonly transitions: s3.Transition[];
}

/** The bucket that CloudTrail delivers to, locked. */
export class LogBucket extends Construct {
  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { trail, transitions } = props;
    this.bucket = new s3.Bucket(this, 'Resource', {
      ...HARDENED_BUCKET,
      bucketName: trail.logBucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      objectLockEnabled: true,
      lifecycleRules: [{ id: 'ExpireLogs', expiration: props.retention, transitions }, ...cleaningRules()],
    });
    lockObjects(this.bucket, props.lockDuration, props.lockMode);
    // Set on the L1, since the L2 adds an ACL or a policy statement to the other bucket as feature flags decide.
    const resource = this.bucket.node.defaultChild as s3.CfnBucket;
    resource.loggingConfiguration = { destinationBucketName: props.accessLogBucketName };

    finishBucket(this.bucket, trail.logBucketName, [
      ...bucketStatements(trail),
      ...onlyTheTrailWrites(trail),
      denyDeletion(trail.logBucketArn, trail.principals.breakGlassRoleArns, DELETION_OF_LOCKED_OBJECTS),
      denyWithoutTls(['s3:*'], [trail.logBucketArn, `${trail.logBucketArn}/*`]),
      denyOldTls(['s3:*'], [trail.logBucketArn, `${trail.logBucketArn}/*`]),
    ]);
    suppress(
      resource,
      'Object Lock and versioning keep every log file for its whole retention; a second copy is the choice of the caller, who can add replication',
      nistAndPci('S3BucketReplicationEnabled'),
    );
  }
}

/**
 * No one but CloudTrail, working for this trail, writes objects. The condition is the one by which CloudTrail is
 * allowed to write, so whatever passes one passes the other; callers other than AWS services have no aws:SourceArn.
 */
function onlyTheTrailWrites(trail: TrailIdentity): iam.PolicyStatement[] {
  const objects = [`${trail.logBucketArn}/*`];
  const byOthers = { StringNotEquals: { 'aws:SourceArn': trail.trailArn } };
  return [
    denyEveryone('DenyWritesExceptByThisTrail', ['s3:PutObject'], objects, byOthers),
    denyEveryone(
      'DenyReplicasAndAcls',
      ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:PutObjectAcl', 's3:PutObjectVersionAcl'],
      objects,
    ),
  ];
}
