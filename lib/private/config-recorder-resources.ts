import { Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ConfigRecorderOptions } from '../config-recorder';
import type { TrailIdentity } from '../trail-identity';
import { finishBucket } from './bucket-policy';
import { nameOf } from './names';
import { describeProblem } from './problem';
import { denyWithoutTls } from './tls';

export interface ConfigRecorderResourcesProps {
  readonly trail: TrailIdentity;
  readonly options: ConfigRecorderOptions;
}

/** A Config recorder and where it delivers to. */
export class ConfigRecorderResources extends Construct {
  constructor(scope: Construct, id: string, { trail, options }: ConfigRecorderResourcesProps) {
    super(scope, id);
    const bucket = this.createBucket(trail);
    const name = nameOf(trail, 'config');
    const account = trail.managementAccountId;
    const recorder = new config.CfnConfigurationRecorder(this, 'Resource', {
      name,
      roleArn: `arn:${trail.partition}:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      recordingGroup: { resourceTypes: options.resourceTypes ?? ['AWS::CloudTrail::Trail'] },
    });
    const channel = new config.CfnDeliveryChannel(this, 'DeliveryChannel', { name, s3BucketName: bucketName(trail) });
    channel.node.addDependency(bucket);
    if (options.createServiceLinkedRole) {
      recorder.node.addDependency(
        new iam.CfnServiceLinkedRole(this, 'ServiceLinkedRole', { awsServiceName: 'config.amazonaws.com' }),
      );
    }
    this.node.addValidation({ validate: () => this.problemsWithOthers(recorder) });
  }

  private createBucket(trail: TrailIdentity): s3.Bucket {
    const bucketArn = `arn:${trail.partition}:s3:::${bucketName(trail)}`;
    const bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: bucketName(trail),
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
    });
    finishBucket(bucket, bucketName(trail), [
      ...configDelivers(bucketArn, trail.managementAccountId),
      denyWithoutTls(['s3:*'], [bucketArn, `${bucketArn}/*`]),
    ]);
    return bucket;
  }

  private problemsWithOthers(recorder: config.CfnConfigurationRecorder): string[] {
    const place = (resource: Construct) => `${Stack.of(resource).account}/${Stack.of(resource).region}`;
    const others = this.node.root.node
      .findAll()
      .filter((node) => node instanceof config.CfnConfigurationRecorder && node !== recorder)
      .filter((node) => place(node) === place(recorder));
    if (others.length === 0) return [];
    return [
      describeProblem({
        what: 'configRecorder',
        given: 'ConfigRecorder.create()',
        allowed: `one recorder for ${place(recorder)}, and ${others[0].node.path} makes one`,
        todo: 'use ConfigRecorder.existing()',
      }),
    ];
  }
}

function bucketName({ managementAccountId, homeRegion }: TrailIdentity): string {
  return `config-${managementAccountId}-${homeRegion}`;
}

/** @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html */
function configDelivers(bucketArn: string, accountId: string): iam.PolicyStatement[] {
  const statement = (sid: string, actions: string[], resource: string, conditions: Record<string, string> = {}) =>
    new iam.PolicyStatement({
      sid,
      principals: [new iam.ServicePrincipal('config.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': accountId, ...conditions } },
    });
  return [
    statement('ConfigChecksBucket', ['s3:GetBucketAcl', 's3:ListBucket'], bucketArn),
    statement('ConfigDelivers', ['s3:PutObject'], `${bucketArn}/AWSLogs/${accountId}/Config/*`, {
      's3:x-amz-acl': 'bucket-owner-full-control',
    }),
  ];
}
