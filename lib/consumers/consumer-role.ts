// The role by which a consumer reads: log files, the messages of its own queue, and nothing else.
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { logFilePermissions } from '../archive/log-file-permissions';
import { readingName } from '../identity/reading-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { viaService } from '../identity/via-service';
import { createRole, type Permission } from '../shared/permission';
import { listOf } from '../shared/problems';
import { readingActions } from './checks';
import type { ConsumerTrust } from './consumer-trust';
import type { LogConsumerOptions } from './options';

export interface ConsumedQueue {
  readonly queue: sqs.IQueue;
  readonly key: kms.IKey;
}

export function createConsumerRole(
  scope: Construct,
  trail: TrailIdentity,
  options: LogConsumerOptions & { readonly trust: ConsumerTrust },
  consumed: ConsumedQueue | undefined,
): iam.Role {
  const { consumerName } = options;
  return createRole(scope, 'Role', {
    roleName: readingName(trail, consumerName),
    description: `The consumer ${consumerName} reads log files of the trail ${trail.trailName} by this role`,
    assumedBy: principalOf(trail, options.trust),
    permissions: consumerPermissions(trail, options, consumed),
  });
}

export function consumerPermissions(
  trail: TrailIdentity,
  { accountIds, moreActions }: LogConsumerOptions,
  consumed: ConsumedQueue | undefined,
): Permission[] {
  const chosen = accountIds === undefined ? undefined : listOf(accountIds);
  const [objectActions, bucketActions] = [readingActions(moreActions, 'object'), readingActions(moreActions, 'bucket')];
  return [
    ...logFilePermissions(trail, chosen).map((permission) =>
      permission.sid === 'ReadLogFiles'
        ? { ...permission, actions: [...permission.actions, ...objectActions] }
        : permission,
    ),
    ...(bucketActions.length === 0
      ? []
      : [{ sid: 'ReadBucket', actions: bucketActions, resources: [trail.logBucketArn] }]),
    ...(consumed === undefined ? [] : queuePermissions(trail, consumed)),
  ];
}

function queuePermissions(trail: TrailIdentity, { queue, key }: ConsumedQueue): Permission[] {
  return [
    {
      sid: 'ConsumeQueue',
      actions: [
        ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        ...['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
      ],
      resources: [queue.queueArn],
    },
    {
      sid: 'DecryptMessages',
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: viaService(trail, 'sqs') },
    },
  ];
}

function principalOf(trail: TrailIdentity, trust: ConsumerTrust): iam.PrincipalBase {
  if (trust.servicePrincipal !== undefined) {
    return new iam.ServicePrincipal(trust.servicePrincipal, {
      conditions: { StringEquals: { 'aws:SourceAccount': trail.logArchiveAccountId } },
    });
  }
  const account = new iam.ArnPrincipal(`arn:${trail.partition}:iam::${trust.accountId}:root`);
  return trust.externalId === undefined
    ? account.withConditions(ofTheOrganization(trail))
    : account.withConditions({ StringEquals: { 'sts:ExternalId': trust.externalId } });
}

/** Without an external id there is no vendor: an account that leaves the organization loses the role. */
function ofTheOrganization({ organizationId }: TrailIdentity): iam.Conditions {
  return organizationId === undefined ? {} : { StringEquals: { 'aws:PrincipalOrgID': organizationId } };
}
