import type * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ACCOUNT_REGIONAL } from './bucket-names';
import { BUCKET_POLICY, limitPolicy } from './policy-limits';
import { retain } from './retain';

/**
 * What every bucket of this library gets beyond the L2: its events in EventBridge, so that a deletion can be noticed at
 * once and without data events, and a policy that names the bucket literally, since CloudFormation takes a retained
 * policy back into a stack by that name, and takes no reference for it.
 */
export function finishBucket(bucket: s3.Bucket, bucketName: string, statements: iam.PolicyStatement[]): void {
  for (const statement of statements) bucket.addToResourcePolicy(statement);
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  if (bucketName.endsWith(ACCOUNT_REGIONAL)) resource.bucketNamespace = s3.BucketNamespace.ACCOUNT_REGIONAL;
  // Set on the L1: the L2 does it by a Lambda function of its own.
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  const policy = bucket.policy!.node.defaultChild as s3.CfnBucketPolicy;
  policy.bucket = bucketName;
  policy.node.addDependency(resource);
  retain(bucket);
  limitPolicy(bucket, BUCKET_POLICY, () => bucket.policy!.document);
}
