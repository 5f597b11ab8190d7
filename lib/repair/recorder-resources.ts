import { Duration, Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ConfigRecorderOptions } from './config-recorder';
import type { TrailIdentity } from '../identity/trail-identity';
import { controlTower, nistAndPci, suppress } from '../shared/suppress';
import { createRole, type Permission } from '../shared/permission';
import { ACCOUNT_REGIONAL } from '../shared/bucket-names';
import { finishBucket } from '../shared/bucket-policy';
import { nameOf } from '../identity/names';
import { denyEveryone } from '../shared/deny';
import { cleaningRules, HARDENED_BUCKET } from '../shared/hardened-bucket';
import type { Problem } from '../shared/problem';
import { Problems } from '../shared/problems';
import { denyOldTls, denyWithoutTls } from '../shared/tls';

export interface ConfigRecorderResourcesProps {
  readonly trail: TrailIdentity;
  readonly options: ConfigRecorderOptions;
}

/** A Config recorder and where it delivers to. */
export class ConfigRecorderResources extends Construct {
  constructor(scope: Construct, id: string, { trail, options }: ConfigRecorderResourcesProps) {
    super(scope, id);
    const bucket = this.createBucket(trail);
    const role = this.createRole(trail);
    const name = nameOf(trail, 'config');
    const recorder = new config.CfnConfigurationRecorder(this, 'Resource', {
      name,
      roleArn: role.roleArn,
      recordingGroup: { resourceTypes: options.resourceTypes ?? ['AWS::CloudTrail::Trail'] },
    });
    const channel = new config.CfnDeliveryChannel(this, 'DeliveryChannel', { name, s3BucketName: bucketName(trail) });
    // CloudFormation makes both at once: neither can start without the other.
    for (const part of [recorder, channel]) part.node.addDependency(bucket, role);
    Problems.of(this).atSynthesis(() => this.problemsWithOthers(recorder));
  }

  /** Not the service-linked role: it can't be made where it exists, and a template can not find out whether it does. */
  private createRole(trail: TrailIdentity): iam.Role {
    const { partition, managementAccountId: accountId } = trail;
    const role = createRole(this, 'Role', {
      roleName: nameOf(trail, 'config-recorder'),
      description: `AWS Config records and delivers by this role for the rules about the trail ${trail.trailName}`,
      assumedBy: new iam.ServicePrincipal(CONFIG, { conditions: { StringEquals: { 'aws:SourceAccount': accountId } } }),
      permissions: deliveries(bucketArnOf(trail), accountId, ['s3:PutObject', 's3:PutObjectAcl']),
    });
    const readsResources = `arn:${partition}:iam::aws:policy/service-role/AWS_ConfigRole`;
    role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(this, 'ReadsResources', readsResources));
    const reason = 'AWS keeps this policy up to date with the types of resources that AWS Config records';
    suppress(role.node.defaultChild!, reason, [`AwsSolutions-IAM4[Policy::${readsResources}]`]);
    return role;
  }

  private createBucket(trail: TrailIdentity): s3.Bucket {
    const bucketArn = bucketArnOf(trail);
    const bucket = new s3.Bucket(this, 'Bucket', {
      ...HARDENED_BUCKET,
      bucketName: bucketName(trail),
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'ExpireHistory', expiration: HISTORY_KEPT }, ...cleaningRules()],
    });
    finishBucket(bucket, bucketName(trail), [
      ...configDelivers(bucketArn, trail.managementAccountId),
      nothingIsDeleted(bucketArn),
      denyWithoutTls(['s3:*'], [bucketArn, `${bucketArn}/*`]),
      denyOldTls(['s3:*'], [bucketArn, `${bucketArn}/*`]),
    ]);
    for (const [reason, ...ids] of SUPPRESSED) suppress(bucket.node.defaultChild!, reason, ids);
    return bucket;
  }

  private problemsWithOthers(recorder: config.CfnConfigurationRecorder): Problem[] {
    const place = (resource: Construct) => `${Stack.of(resource).account}/${Stack.of(resource).region}`;
    const others = this.node.root.node
      .findAll()
      .filter((node) => node instanceof config.CfnConfigurationRecorder && node !== recorder)
      .filter((node) => place(node) === place(recorder));
    if (others.length === 0) return [];
    return [
      {
        what: 'configRecorder',
        given: 'ConfigRecorder.create()',
        allowed: `one recorder for ${place(recorder)}, and ${others[0].node.path} makes one`,
        todo: 'use ConfigRecorder.existing()',
      },
    ];
  }
}

/** As long as log files are kept by default. */
const HISTORY_KEPT = Duration.days(365);

const SUPPRESSED = [
  [
    'What is recorded of the trail is in its log files as well, encrypted with a key; here it is encrypted with SSE-S3, so that AWS Config needs no key to deliver',
    ...nistAndPci('S3DefaultEncryptionKMS'),
    controlTower('s3_bucket_default_encryption_kms_check'),
  ],
  [
    'AWS Config does not deliver to a bucket with a default retention of Object Lock; deletion is denied by the bucket policy',
    controlTower('s3_bucket_object_lock_enabled_check'),
  ],
  [
    'The bucket for access logs belongs to the log archive, mostly in another account, where S3 delivers none from here; the trail records data events where they are asked for',
    'AwsSolutions-S1',
    ...nistAndPci('S3BucketLoggingEnabled'),
    controlTower('s3_bucket_logging_enabled_check'),
  ],
  [
    'AWS Config has the configuration itself; a second copy is the choice of the caller, who can add replication',
    ...nistAndPci('S3BucketReplicationEnabled'),
  ],
] as const;

function bucketName({ managementAccountId, homeRegion, logBucketName }: TrailIdentity): string {
  const ending = logBucketName.endsWith(ACCOUNT_REGIONAL) ? ACCOUNT_REGIONAL : '';
  return `config-${managementAccountId}-${homeRegion}${ending}`;
}

function bucketArnOf(trail: TrailIdentity): string {
  return `arn:${trail.partition}:s3:::${bucketName(trail)}`;
}

/** By nobody: who must delete changes the policy first, and that is recorded. Lifecycle rules are not bound by it. */
function nothingIsDeleted(bucketArn: string): iam.PolicyStatement {
  return denyEveryone('DenyDeletion', ['s3:DeleteObject', 's3:DeleteObjectVersion'], [`${bucketArn}/*`]);
}

const CONFIG = 'config.amazonaws.com';

/**
 * AWS Config delivers by its role first, and as itself where that fails.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html
 */
function deliveries(bucketArn: string, accountId: string, actions: string[]): Permission[] {
  return [
    { sid: 'ConfigChecksBucket', actions: ['s3:GetBucketAcl', 's3:ListBucket'], resources: [bucketArn] },
    {
      sid: 'ConfigDelivers',
      actions,
      resources: [`${bucketArn}/AWSLogs/${accountId}/Config/*`],
      conditions: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      wildcard: 'AWS Config names its files by time and type',
    },
  ];
}

/** @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html */
function configDelivers(bucketArn: string, accountId: string): iam.PolicyStatement[] {
  return deliveries(bucketArn, accountId, ['s3:PutObject']).map(
    ({ sid, actions, resources, conditions = {} }) =>
      new iam.PolicyStatement({
        ...{ sid, actions, resources },
        principals: [new iam.ServicePrincipal(CONFIG)],
        conditions: { StringEquals: { 'aws:SourceAccount': accountId, ...(conditions.StringEquals as object) } },
      }),
  );
}
