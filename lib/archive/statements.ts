import * as iam from 'aws-cdk-lib/aws-iam';
import type { TrailIdentity } from '../identity/trail-identity';
import { repairNames } from '../identity/repair-names';

// What CloudTrail needs of the log bucket and its key. Every statement is pinned to the one trail: the aws:SourceArn of
// a call by CloudTrail is the ARN of the trail that it works for.

const cloudTrail = () => new iam.ServicePrincipal('cloudtrail.amazonaws.com');

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
export function bucketStatements(trail: TrailIdentity): iam.PolicyStatement[] {
  const [managementAccountPath, organizationPath] = trail.deliveryPaths;
  const write = (sid: string, path: string) =>
    new iam.PolicyStatement({
      sid,
      principals: [cloudTrail()],
      actions: ['s3:PutObject'],
      resources: [`${trail.logBucketArn}/${path}/*`],
      conditions: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trail.trailArn },
      },
    });
  return [
    new iam.PolicyStatement({
      sid: 'AWSCloudTrailAclCheck20150319',
      principals: [cloudTrail()],
      actions: ['s3:GetBucketAcl'],
      resources: [trail.logBucketArn],
      conditions: { StringEquals: { 'aws:SourceArn': trail.trailArn } },
    }),
    write('AWSCloudTrailWrite20150319', managementAccountPath),
    ...(organizationPath === undefined ? [] : [write('AWSCloudTrailOrganizationWrite20150319', organizationPath)]),
  ];
}

/**
 * GenerateDataKey is allowed in two encryption contexts: the trail's, and the bucket's own ARN, which is the context of
 * a Bucket Key. The Region in the trail's context is left open as in the documentation; aws:SourceArn pins it.
 * Decrypt and DescribeKey take no context of the trail: not verified against AWS, where the documentation is silent;
 * log-file-delivery of docs/verify.md settles it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
export function keyStatements(trail: TrailIdentity): iam.PolicyStatement[] {
  const anyRegion = `arn:${trail.partition}:cloudtrail:*:${trail.managementAccountId}:trail/${trail.trailName}`;
  const byThisTrail = { 'aws:SourceArn': trail.trailArn };
  const statement = (sid: string, actions: string[], conditions: iam.Conditions) =>
    new iam.PolicyStatement({ sid, principals: [cloudTrail()], actions, resources: ['*'], conditions });
  return [
    statement('CloudTrailEncryptsLogs', ['kms:GenerateDataKey*'], {
      StringEquals: byThisTrail,
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': anyRegion },
    }),
    statement('CloudTrailEncryptsLogsByBucketKey', ['kms:GenerateDataKey*'], {
      StringEquals: { ...byThisTrail, 'kms:EncryptionContext:aws:s3:arn': trail.logBucketArn },
    }),
    statement('CloudTrailTestsKey', ['kms:DescribeKey', 'kms:Decrypt'], { StringEquals: byThisTrail }),
    // In the account of the key, the policy of the role is enough.
    ...(trail.logArchiveAccountId === trail.managementAccountId ? [] : [repairMayFollowAlias(trail)]),
  ];
}

/**
 * Lets the repair see which key the alias refers to, where the key belongs to another account. The principal is the
 * account, since a role that does not exist yet can't be named.
 */
function repairMayFollowAlias(trail: TrailIdentity): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'RepairFollowsAlias',
    principals: [new iam.ArnPrincipal(`arn:${trail.partition}:iam::${trail.managementAccountId}:root`)],
    actions: ['kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnEquals: { 'aws:PrincipalArn': repairNames(trail).repairRole.arn } },
  });
}
