import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { nistAndPci, suppress } from '../shared/suppress';
import { finishBucket } from '../shared/bucket-policy';
import { exceptRoles } from '../shared/principals';
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
    const { trail } = props;
    this.bucket = new s3.Bucket(this, 'Resource', {
      bucketName: trail.logBucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      objectLockEnabled: true,
      lifecycleRules: lifecycleRules(props),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    lockObjects(this.bucket, props.lockDuration, props.lockMode);
    // Set on the L1, since the L2 adds an ACL or a policy statement to the other bucket as feature flags decide.
    const resource = this.bucket.node.defaultChild as s3.CfnBucket;
    resource.loggingConfiguration = { destinationBucketName: props.accessLogBucketName };

    finishBucket(this.bucket, trail.logBucketName, [
      ...bucketStatements(trail),
      ...onlyTheTrailWrites(trail),
      nothingIsDeleted(trail),
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
  const deny = (sid: string, actions: string[], conditions?: iam.Conditions) =>
    new iam.PolicyStatement({
      sid,
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions,
      resources: [`${trail.logBucketArn}/*`],
      conditions,
    });
  return [
    deny('DenyWritesExceptByThisTrail', ['s3:PutObject'], { StringNotEquals: { 'aws:SourceArn': trail.trailArn } }),
    deny('DenyReplicasAndAcls', [
      's3:ReplicateObject',
      's3:ReplicateDelete',
      's3:PutObjectAcl',
      's3:PutObjectVersionAcl',
    ]),
  ];
}

/** Lifecycle rules are not subject to bucket policies, so they go on. */
function nothingIsDeleted(trail: TrailIdentity): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyDeletionExceptBreakGlass',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:BypassGovernanceRetention',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
    ],
    resources: [`${trail.logBucketArn}/*`],
    conditions: exceptRoles(trail.principals.breakGlassRoleArns),
  });
}

/** Expiration only hides an object of a versioned bucket; the version goes with the second rule, the marker with the third. */
function lifecycleRules({ retention, transitions }: LogBucketProps): s3.LifecycleRule[] {
  return [
    { id: 'ExpireLogs', expiration: retention, transitions },
    { id: 'RemoveExpiredVersions', noncurrentVersionExpiration: NONCURRENT_VERSIONS_KEPT },
    { id: 'RemoveDeleteMarkers', expiredObjectDeleteMarker: true },
    { id: 'AbortUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
  ];
}

/** Time to notice and undo a deletion by a break-glass role, beyond what Object Lock keeps anyway. */
const NONCURRENT_VERSIONS_KEPT = Duration.days(30);
