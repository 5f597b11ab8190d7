import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { controlTower, nistAndPci, suppress } from '../shared/suppress';
import { finishBucket } from '../shared/bucket-policy';
import { denyDeletion } from '../shared/deny';
import { cleaningRules, HARDENED_BUCKET } from '../shared/hardened-bucket';
import { denyOldTls, denyWithoutTls } from '../shared/tls';
import { QuestionNames } from '../identity/reading-names';
import { ValidationNames } from '../identity/validation-names';

export interface AccessLogBucketProps {
  readonly trail: TrailIdentity;
  readonly retention: Duration;
}

/**
 * The bucket that receives the server access logs of the log bucket, and of the buckets of digest validation and of questions.
 *
 * S3 delivers them neither to a bucket with Object Lock nor to one with SSE-KMS, and allows them by policy, not by ACL.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
 */
export class AccessLogBucket extends Construct {
  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { trail, retention }: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Resource', {
      ...HARDENED_BUCKET,
      bucketName: trail.accessLogBucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'ExpireAccessLogs', expiration: retention }, ...cleaningRules()],
    });
    const objects = `${trail.accessLogBucketArn}/*`;
    finishBucket(this.bucket, trail.accessLogBucketName, [
      new iam.PolicyStatement({
        sid: 'S3ServerAccessLogsPolicy',
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [objects],
        conditions: {
          ArnLike: {
            'aws:SourceArn': [
              ...[trail.logBucketArn, trail.evidenceBucketArn, new ValidationNames(trail).workBucketArn],
              new QuestionNames(trail).resultsBucketArn,
            ],
          },
          StringEquals: { 'aws:SourceAccount': trail.logArchiveAccountId },
        },
      }),
      denyDeletion(trail.accessLogBucketArn, trail.principals.breakGlassRoleArns),
      denyWithoutTls(['s3:*'], [trail.accessLogBucketArn, objects]),
      denyOldTls(['s3:*'], [trail.accessLogBucketArn, objects]),
    ]);
    for (const [reason, ...ids] of SUPPRESSED) suppress(this.bucket.node.defaultChild!, reason, ids);
  }
}

const SUPPRESSED = [
  [
    'S3 does not deliver server access logs to a bucket with SSE-KMS',
    ...nistAndPci('S3DefaultEncryptionKMS'),
    controlTower('s3_bucket_default_encryption_kms_check'),
  ],
  [
    'S3 does not deliver server access logs to a bucket with Object Lock; deletion is denied by the bucket policy',
    controlTower('s3_bucket_object_lock_enabled_check'),
  ],
  ['A bucket that logs its own accesses to itself grows without end', controlTower('s3_bucket_logging_enabled_check')],
  [
    'Access logs are secondary evidence, delivered at best effort; a second copy is the choice of the caller',
    ...nistAndPci('S3BucketReplicationEnabled'),
  ],
] as const;
