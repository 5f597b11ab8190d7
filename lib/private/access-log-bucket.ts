import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../trail-identity';
import { pinBucketPolicy } from './bucket-policy';
import { exceptRoles } from './principals';
import { denyOldTls, denyWithoutTls } from './tls';

export interface AccessLogBucketProps {
  readonly trail: TrailIdentity;
  readonly retention: Duration;
  readonly breakGlassRoleArns: readonly string[];
}

/**
 * The bucket that receives the server access logs of the log bucket.
 *
 * S3 delivers them neither to a bucket with Object Lock nor to one with SSE-KMS, and allows them by policy, not by ACL.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
 */
export class AccessLogBucket extends Construct {
  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { trail, retention, breakGlassRoleArns }: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Resource', {
      bucketName: trail.accessLogBucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [
        { id: 'ExpireAccessLogs', expiration: retention },
        { id: 'RemoveExpiredVersions', noncurrentVersionExpiration: Duration.days(30) },
        { id: 'RemoveDeleteMarkers', expiredObjectDeleteMarker: true },
        { id: 'AbortUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const objects = `${trail.accessLogBucketArn}/*`;
    pinBucketPolicy(this.bucket, trail.accessLogBucketName, [
      new iam.PolicyStatement({
        sid: 'S3ServerAccessLogsPolicy',
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [objects],
        conditions: {
          ArnLike: { 'aws:SourceArn': trail.logBucketArn },
          StringEquals: { 'aws:SourceAccount': trail.logArchiveAccountId },
        },
      }),
      new iam.PolicyStatement({
        sid: 'DenyDeletionExceptBreakGlass',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [objects],
        conditions: exceptRoles(breakGlassRoleArns),
      }),
      denyWithoutTls(['s3:*'], [trail.accessLogBucketArn, objects]),
      denyOldTls(['s3:*'], [trail.accessLogBucketArn, objects]),
    ]);
  }
}
