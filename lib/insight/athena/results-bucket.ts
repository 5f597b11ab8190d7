import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { QuestionNames } from '../../identity/reading-names';
import { finishBucket } from '../../shared/bucket-policy';
import { clipped } from '../../shared/clipped';
import { cleaningRules, HARDENED_BUCKET } from '../../shared/hardened-bucket';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';
import { denyOldTls, denyWithoutTls } from '../../shared/tls';

export interface ResultsBucketProps {
  readonly names: QuestionNames;
  readonly key: kms.IKey;
  readonly retention: Duration;
  readonly accessLogBucketName: string;
}

/** The bucket of the results of queries. They are copies: they expire, and nothing of them is locked. */
export function createResultsBucket(scope: Construct, id: string, props: ResultsBucketProps): s3.Bucket {
  const { resultsBucketName, resultsBucketArn } = props.names;
  const bucket = new s3.Bucket(scope, id, {
    ...HARDENED_BUCKET,
    bucketName: clipped(resultsBucketName, 63),
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: props.key,
    bucketKeyEnabled: true,
    lifecycleRules: [{ id: 'ExpireResults', expiration: props.retention }, ...cleaningRules(Duration.days(1))],
  });
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.loggingConfiguration = {
    destinationBucketName: props.accessLogBucketName,
    logFilePrefix: 'questions/',
  };
  finishBucket(bucket, resultsBucketName, [
    denyWithoutTls(['s3:*'], [resultsBucketArn, `${resultsBucketArn}/*`]),
    denyOldTls(['s3:*'], [resultsBucketArn, `${resultsBucketArn}/*`]),
  ]);
  suppress(resource, 'It holds copies that expire; the log files are in the log bucket, locked', [
    ...nistAndPci('S3BucketReplicationEnabled'),
    controlTower('s3_bucket_object_lock_enabled_check'),
  ]);
  return bucket;
}
