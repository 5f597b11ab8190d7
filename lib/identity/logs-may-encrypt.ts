import * as iam from 'aws-cdk-lib/aws-iam';
import { partitionNamed } from '../shared/partitions';
import type { TrailIdentity } from './trail-identity';

/**
 * Lets CloudWatch Logs of the home Region use a key for these log groups.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logsMayEncrypt(
  { homeRegion, partition }: TrailIdentity,
  sid: string,
  logGroupArns: string | string[],
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(`logs.${homeRegion}.${partitionNamed(partition).dnsSuffix}`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArns } },
  });
}
