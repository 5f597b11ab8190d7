import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Adds the statements and names the bucket of the policy literally: CloudFormation takes a retained policy back into a
 * stack by that name, and takes no reference for it.
 */
export function pinBucketPolicy(bucket: s3.Bucket, bucketName: string, statements: iam.PolicyStatement[]): void {
  for (const statement of statements) bucket.addToResourcePolicy(statement);
  const policy = bucket.policy!.node.defaultChild as s3.CfnBucketPolicy;
  policy.bucket = bucketName;
  policy.node.addDependency(bucket.node.defaultChild!);
}
