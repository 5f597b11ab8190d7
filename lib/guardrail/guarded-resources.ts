// What stands in the log archive account and must not be touched there, as a table: a further resource is a further row.
import type { TrailIdentity } from '../identity/trail-identity';
import { namePrefixes } from '../identity/names';
import { ValidationNames } from '../identity/validation-names';

export interface GuardedResource {
  readonly name: string;
  /** What must not be done to it. Wildcards keep the policy short, and cover what a service adds later. */
  readonly actions: readonly string[];
  /** Its ARNs, or patterns of them. */
  readonly arns: (trail: TrailIdentity) => string[];
}

/**
 * Everything that this library makes is named after the trail, so that later parts are guarded from their first day. The
 * Region is left open: alerts on calls of global services stand in another one.
 */
const namedAfterTrail =
  (service: string, before: string) =>
  (trail: TrailIdentity): string[] =>
    namePrefixes(trail).map(
      (prefix) => `arn:${trail.partition}:${service}:*:${trail.logArchiveAccountId}:${before}${prefix}*`,
    );

const buckets = (trail: TrailIdentity) => [
  trail.logBucketArn,
  trail.accessLogBucketArn,
  trail.evidenceBucketArn,
  new ValidationNames(trail).workBucketArn,
];

export const GUARDED_BUCKETS: GuardedResource = {
  name: 'log, access-log, evidence and work bucket',
  actions: ['s3:PutBucket*', 's3:DeleteBucket*', 's3:Put*Configuration'],
  arns: buckets,
};

/** Lifecycle rules are not subject to policies of an organization, so expired logs go all the same. */
export const GUARDED_OBJECTS: GuardedResource = {
  name: 'log files, access logs and evidence',
  actions: [
    's3:DeleteObject*',
    's3:BypassGovernanceRetention',
    's3:PutObjectRetention',
    's3:PutObjectLegalHold',
    's3:PutObject*Acl',
    's3:ReplicateDelete',
    's3:UpdateObjectEncryption',
  ],
  arns: (trail) => buckets(trail).map((arn) => `${arn}/*`),
};

/** Deleting an alias takes rights on the alias and on the key. Without its alias a key would be out of guard. */
export const GUARDED_ALIASES: GuardedResource = {
  name: 'aliases of the keys',
  actions: ['kms:UpdateAlias', 'kms:DeleteAlias'],
  arns: ({ partition, logArchiveAccountId, keyAliasName }) =>
    [keyAliasName, `${keyAliasName}-*`].map((name) => `arn:${partition}:kms:*:${logArchiveAccountId}:${name}`),
};

export const GUARDED_RESOURCES: readonly GuardedResource[] = [
  GUARDED_BUCKETS,
  GUARDED_OBJECTS,
  GUARDED_ALIASES,
  {
    name: 'validator',
    actions: [
      ...[
        'lambda:UpdateFunction*',
        'lambda:DeleteFunction*',
        'lambda:PutFunction*',
        'lambda:PutRuntimeManagementConfig',
      ],
      ...['lambda:UpdateAlias', 'lambda:DeleteAlias', 'lambda:AddPermission', 'lambda:RemovePermission'],
      ...['lambda:PutResourcePolicy', 'lambda:DeleteResourcePolicy'],
      ...['states:UpdateStateMachine*', 'states:DeleteStateMachine*', 'states:StopExecution', 'states:UpdateMapRun'],
    ],
    arns: (trail) => [
      ...namedAfterTrail('lambda', 'function:')(trail),
      ...namedAfterTrail('states', 'stateMachine:')(trail),
      ...namedAfterTrail('states', 'execution:')(trail),
      ...namedAfterTrail('states', 'mapRun:')(trail),
    ],
  },
  {
    name: 'schedules',
    actions: ['scheduler:UpdateSchedule', 'scheduler:DeleteSchedule*'],
    arns: (trail) =>
      ['schedule/*/', 'schedule-group/'].flatMap((before) => namedAfterTrail('scheduler', before)(trail)),
  },
  {
    name: 'tables',
    actions: [
      ...['dynamodb:Update*Table*', 'dynamodb:DeleteTable*', 'dynamodb:UpdateContinuousBackups'],
      ...['dynamodb:UpdateTimeToLive', 'dynamodb:*ResourcePolicy', 'dynamodb:DeleteBackup'],
    ],
    arns: namedAfterTrail('dynamodb', 'table/'),
  },
  {
    name: 'topics',
    actions: [
      ...['sns:DeleteTopic', 'sns:SetTopicAttributes', 'sns:AddPermission', 'sns:RemovePermission'],
      ...['sns:Unsubscribe', 'sns:SetSubscriptionAttributes', 'sns:PutDataProtectionPolicy'],
    ],
    arns: namedAfterTrail('sns', ''),
  },
  {
    name: 'queues',
    actions: ['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission'],
    arns: namedAfterTrail('sqs', ''),
  },
  {
    // A mute rule is put with rights on each alarm that it mutes.
    name: 'alarms',
    actions: [
      ...['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:Put*Alarm'],
      ...['cloudwatch:PutAlarmMuteRule', 'cloudwatch:SetAlarmState'],
    ],
    arns: namedAfterTrail('cloudwatch', 'alarm:'),
  },
  {
    name: 'event rules',
    actions: [
      ...['events:DeleteRule', 'events:DisableRule', 'events:PutRule', 'events:PutTargets'],
      'events:RemoveTargets',
    ],
    arns: namedAfterTrail('events', 'rule/'),
  },
  {
    name: 'log groups',
    actions: [
      ...['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:PutLogGroupDeletionProtection'],
      ...['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
      ...['logs:DisassociateKmsKey', 'logs:AssociateKmsKey', 'logs:PutDataProtectionPolicy', 'logs:PutTransformer'],
      ...['logs:DeleteMetricFilter', 'logs:PutMetricFilter', 'logs:DeleteSubscriptionFilter'],
    ],
    arns: namedAfterTrail('logs', 'log-group:/aws/*/'),
  },
];

/** Whoever could start these by hand could tell an old run as the newest. Invoking covers every way that Lambda has. */
export const GUARDED_RUNS: GuardedResource = {
  name: 'functions and state machine of the validator',
  actions: ['lambda:Invoke*', 'states:Start*Execution', 'states:RedriveExecution'],
  arns: (trail) => [
    ...namedAfterTrail('lambda', 'function:')(trail),
    ...namedAfterTrail('states', 'stateMachine:')(trail),
    ...namedAfterTrail('states', 'execution:')(trail),
  ],
};

/** What only the validator does to the table in which it remembers. */
export const MEMORY_WRITES: readonly string[] = [
  ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
  'dynamodb:PartiQL*',
];

/** What must not be done to the keys. They are told by their aliases, since nobody knows their ids beforehand. */
export const GUARDED_KEY_ACTIONS: readonly string[] = [
  ...['kms:ScheduleKeyDeletion', 'kms:DisableKey*', 'kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:RevokeGrant'],
  ...['kms:UpdateAlias', 'kms:DeleteAlias', 'kms:DeleteImportedKeyMaterial', 'kms:ReplicateKey'],
  'kms:UpdatePrimaryRegion',
];

/** Deletes, stops or weakens a trail. */
export const TRAIL_ACTIONS: readonly string[] = [
  ...['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail'],
  ...['cloudtrail:PutEventSelectors', 'cloudtrail:PutInsightSelectors', 'cloudtrail:PutEventConfiguration'],
  'cloudtrail:RemoveTags',
];

/** Makes a role, or makes another one of it. */
export const ROLE_ACTIONS: readonly string[] = [
  ...['iam:CreateRole', 'iam:DeleteRole*', 'iam:UpdateRole*', 'iam:UpdateAssumeRolePolicy', 'iam:PutRole*'],
  ...['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:TagRole', 'iam:UntagRole'],
];

/** Lets CloudFormation act on a stack, or lets the stack be changed by others later. */
export const STACK_ACTIONS: readonly string[] = [
  ...['UpdateStack', 'DeleteStack', 'RollbackStack', 'CancelUpdateStack', 'ContinueUpdateRollback'],
  ...['CreateChangeSet', 'ExecuteChangeSet', 'CreateStackRefactor', 'ExecuteStackRefactor', 'SetStackPolicy'],
].map((name) => `cloudformation:${name}`);
