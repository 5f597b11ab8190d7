// The API calls by which CloudFormation's handlers create, update and delete a resource, for each type that this library
// makes. A call that only some properties cause stands beside these properties. Calls that read are left out: nothing of
// ours denies them. The rows say what SCHEMA lists, without what belongs to properties that are not used here.
import { ASSUMED, SCHEMA, type Source } from './source';

/** On what a call is made: the resource itself, nothing in particular, or the role or key that a property names. */
type Target = 'self' | 'any' | 'role' | 'key';

export interface HandlerCall {
  readonly action: string;
  readonly target: Target;
  /** The property that names the role or the key, or by which the call is made at all. */
  readonly property?: string;
}

export type Operation = 'create' | 'update' | 'delete';

interface HandlerRow extends Readonly<Record<Operation, readonly HandlerCall[]>> {
  readonly source: Source;
}

const on =
  (target: Target) =>
  (...actions: string[]): HandlerCall[] =>
    actions.map((action) => ({ action, target }));
const self = on('self');
const any = on('any');
const passing = (property: string): HandlerCall[] => [{ action: 'iam:PassRole', target: 'role', property }];
const keyIn = (property: string, ...actions: string[]): HandlerCall[] =>
  actions.map((action) => ({ action, target: 'key', property }));
/** Calls that are made only where the resource has the property. */
const given = (calls: Readonly<Record<string, string | readonly string[]>>): HandlerCall[] =>
  Object.entries(calls).flatMap(([property, actions]) =>
    [actions].flat().map((action): HandlerCall => ({ action, target: 'self', property })),
  );

const both = (create: HandlerCall[], update: HandlerCall[], remove: HandlerCall[], source = SCHEMA): HandlerRow => ({
  ...{ create, update, delete: remove, source },
});
const same = (call: string, remove: string): HandlerRow => both(self(call), self(call), self(remove));

const BUCKET = given({
  BucketEncryption: 's3:PutEncryptionConfiguration',
  LifecycleConfiguration: 's3:PutLifecycleConfiguration',
  LoggingConfiguration: 's3:PutBucketLogging',
  NotificationConfiguration: 's3:PutBucketNotification',
  ObjectLockConfiguration: 's3:PutBucketObjectLockConfiguration',
  OwnershipControls: 's3:PutBucketOwnershipControls',
  PublicAccessBlockConfiguration: 's3:PutBucketPublicAccessBlock',
  VersioningConfiguration: 's3:PutBucketVersioning',
  Tags: 's3:PutBucketTagging',
});
const ENCRYPTED_TABLE = keyIn('SSESpecification.KMSMasterKeyId', 'kms:DescribeKey', 'kms:CreateGrant');
const TABLE = given({
  TimeToLiveSpecification: 'dynamodb:UpdateTimeToLive',
  PointInTimeRecoverySpecification: 'dynamodb:UpdateContinuousBackups',
  ResourcePolicy: 'dynamodb:PutResourcePolicy',
});
const SELECTORS = given({
  EventSelectors: 'cloudtrail:PutEventSelectors',
  AdvancedEventSelectors: 'cloudtrail:PutEventSelectors',
  InsightSelectors: 'cloudtrail:PutInsightSelectors',
  Tags: 'cloudtrail:AddTags',
});
const ORGANIZATION = any('organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization');
const TRAIL = [...self('cloudtrail:StartLogging'), ...SELECTORS, ...passing('CloudWatchLogsRoleArn'), ...ORGANIZATION];
const FUNCTION = [...passing('Role'), ...keyIn('KmsKeyArn', 'kms:Encrypt', 'kms:Decrypt', 'kms:CreateGrant')];

const HANDLERS: Readonly<Record<string, HandlerRow>> = {
  'AWS::Athena::NamedQuery': both(
    self('athena:CreateNamedQuery'),
    self('athena:UpdateNamedQuery'),
    self('athena:DeleteNamedQuery'),
    ASSUMED,
  ),
  'AWS::Athena::WorkGroup': both(
    [...self('athena:CreateWorkGroup'), ...given({ Tags: 'athena:TagResource' })],
    [...self('athena:UpdateWorkGroup'), ...given({ Tags: 'athena:TagResource' })],
    self('athena:DeleteWorkGroup'),
  ),
  'AWS::CloudTrail::Trail': both(
    [...self('cloudtrail:CreateTrail'), ...TRAIL],
    [...self('cloudtrail:UpdateTrail'), ...TRAIL],
    self('cloudtrail:DeleteTrail'),
  ),
  'AWS::CloudWatch::Alarm': same('cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'),
  'AWS::CloudWatch::CompositeAlarm': same('cloudwatch:PutCompositeAlarm', 'cloudwatch:DeleteAlarms'),
  'AWS::CloudWatch::Dashboard': same('cloudwatch:PutDashboard', 'cloudwatch:DeleteDashboards'),
  'AWS::Config::ConfigRule': same('config:PutConfigRule', 'config:DeleteConfigRule'),
  'AWS::Config::ConfigurationRecorder': both(
    [...any('config:PutConfigurationRecorder', 'config:StartConfigurationRecorder'), ...passing('RoleARN')],
    [...any('config:PutConfigurationRecorder'), ...passing('RoleARN')],
    any('config:StopConfigurationRecorder', 'config:DeleteConfigurationRecorder'),
    ASSUMED,
  ),
  'AWS::Config::DeliveryChannel': both(
    any('config:PutDeliveryChannel'),
    any('config:PutDeliveryChannel'),
    any('config:DeleteDeliveryChannel'),
    ASSUMED,
  ),
  'AWS::Config::RemediationConfiguration': both(
    any('config:PutRemediationConfigurations'),
    any('config:PutRemediationConfigurations'),
    any('config:DeleteRemediationConfiguration'),
  ),
  'AWS::DynamoDB::Table': both(
    [...self('dynamodb:CreateTable'), ...TABLE, ...ENCRYPTED_TABLE],
    [...self('dynamodb:UpdateTable'), ...TABLE, ...ENCRYPTED_TABLE],
    self('dynamodb:DeleteTable'),
  ),
  'AWS::Events::EventBus': both(
    [...self('events:CreateEventBus'), ...any('events:PutPermission')],
    [...self('events:UpdateEventBus'), ...any('events:PutPermission', 'events:RemovePermission')],
    self('events:DeleteEventBus'),
  ),
  'AWS::Events::Rule': both(
    self('events:PutRule', 'events:PutTargets'),
    self('events:PutRule', 'events:PutTargets', 'events:RemoveTargets'),
    self('events:RemoveTargets', 'events:DeleteRule'),
  ),
  'AWS::Glue::Database': both(
    self('glue:CreateDatabase'),
    self('glue:UpdateDatabase'),
    self('glue:DeleteDatabase'),
    ASSUMED,
  ),
  'AWS::Glue::Table': both(self('glue:CreateTable'), self('glue:UpdateTable'), self('glue:DeleteTable'), ASSUMED),
  'AWS::IAM::Role': both(
    [...self('iam:CreateRole'), ...given({ Policies: 'iam:PutRolePolicy', ManagedPolicyArns: 'iam:AttachRolePolicy' })],
    [
      ...self('iam:UpdateRole', 'iam:UpdateAssumeRolePolicy'),
      ...given({ Policies: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'], ManagedPolicyArns: 'iam:AttachRolePolicy' }),
    ],
    [
      ...self('iam:DeleteRole'),
      ...given({ Policies: 'iam:DeleteRolePolicy', ManagedPolicyArns: 'iam:DetachRolePolicy' }),
    ],
  ),
  'AWS::IAM::ServiceLinkedRole': both(
    any('iam:CreateServiceLinkedRole'),
    any('iam:UpdateRole'),
    any('iam:DeleteServiceLinkedRole'),
  ),
  'AWS::KMS::Alias': both(
    [...self('kms:CreateAlias'), ...keyIn('TargetKeyId', 'kms:CreateAlias')],
    [...self('kms:UpdateAlias'), ...keyIn('TargetKeyId', 'kms:UpdateAlias')],
    [...self('kms:DeleteAlias'), ...keyIn('TargetKeyId', 'kms:DeleteAlias')],
  ),
  // CreateKey names no key yet, and its policy is not in force: what follows is asked of it.
  'AWS::KMS::Key': both(
    [...any('kms:CreateKey'), ...given({ EnableKeyRotation: 'kms:EnableKeyRotation', Tags: 'kms:TagResource' })],
    [
      ...self('kms:PutKeyPolicy', 'kms:UpdateKeyDescription'),
      ...given({ EnableKeyRotation: 'kms:EnableKeyRotation', Enabled: 'kms:DisableKey' }),
    ],
    self('kms:ScheduleKeyDeletion'),
  ),
  'AWS::Lambda::EventInvokeConfig': both(
    any('lambda:PutFunctionEventInvokeConfig'),
    any('lambda:UpdateFunctionEventInvokeConfig'),
    any('lambda:DeleteFunctionEventInvokeConfig'),
  ),
  'AWS::Lambda::EventSourceMapping': both(
    any('lambda:CreateEventSourceMapping', 'lambda:GetEventSourceMapping'),
    any('lambda:UpdateEventSourceMapping', 'lambda:GetEventSourceMapping'),
    any('lambda:DeleteEventSourceMapping', 'lambda:GetEventSourceMapping'),
  ),
  'AWS::Lambda::Function': both(
    [
      ...self('lambda:CreateFunction'),
      ...given({ ReservedConcurrentExecutions: 'lambda:PutFunctionConcurrency' }),
      ...FUNCTION,
    ],
    [
      ...self('lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'),
      ...given({ ReservedConcurrentExecutions: 'lambda:PutFunctionConcurrency' }),
      ...FUNCTION,
    ],
    self('lambda:DeleteFunction'),
  ),
  'AWS::Lambda::Permission': both(
    any('lambda:AddPermission'),
    any('lambda:AddPermission'),
    any('lambda:RemovePermission'),
  ),
  'AWS::Logs::LogGroup': both(
    [...self('logs:CreateLogGroup'), ...given({ RetentionInDays: 'logs:PutRetentionPolicy' })],
    given({
      RetentionInDays: 'logs:PutRetentionPolicy',
      KmsKeyId: 'logs:AssociateKmsKey',
      DeletionProtectionEnabled: 'logs:PutLogGroupDeletionProtection',
    }),
    self('logs:DeleteLogGroup'),
  ),
  'AWS::Logs::MetricFilter': same('logs:PutMetricFilter', 'logs:DeleteMetricFilter'),
  'AWS::Logs::QueryDefinition': both(
    any('logs:PutQueryDefinition'),
    any('logs:PutQueryDefinition'),
    any('logs:DeleteQueryDefinition'),
  ),
  'AWS::Organizations::Policy': both(
    any('organizations:CreatePolicy', 'organizations:AttachPolicy'),
    any('organizations:UpdatePolicy', 'organizations:AttachPolicy', 'organizations:DetachPolicy'),
    any('organizations:DetachPolicy', 'organizations:DeletePolicy'),
  ),
  'AWS::S3::Bucket': both([...self('s3:CreateBucket'), ...BUCKET], BUCKET, self('s3:DeleteBucket')),
  'AWS::S3::BucketPolicy': same('s3:PutBucketPolicy', 's3:DeleteBucketPolicy'),
  'AWS::SNS::Subscription': both(self('sns:Subscribe'), any('sns:SetSubscriptionAttributes'), any('sns:Unsubscribe')),
  'AWS::SNS::Topic': both(self('sns:CreateTopic'), self('sns:SetTopicAttributes'), self('sns:DeleteTopic')),
  'AWS::SNS::TopicPolicy': same('sns:SetTopicAttributes', 'sns:SetTopicAttributes'),
  'AWS::SQS::Queue': both(self('sqs:CreateQueue'), self('sqs:SetQueueAttributes'), self('sqs:DeleteQueue')),
  'AWS::SQS::QueuePolicy': same('sqs:SetQueueAttributes', 'sqs:SetQueueAttributes'),
  'AWS::SSM::Document': both(
    self('ssm:CreateDocument'),
    self('ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'),
    self('ssm:DeleteDocument'),
  ),
  'AWS::SSM::Parameter': same('ssm:PutParameter', 'ssm:DeleteParameter'),
  'AWS::Scheduler::Schedule': both(
    [...self('scheduler:CreateSchedule'), ...passing('Target.RoleArn')],
    [...self('scheduler:UpdateSchedule'), ...passing('Target.RoleArn')],
    self('scheduler:DeleteSchedule'),
  ),
  'AWS::Scheduler::ScheduleGroup': both(
    self('scheduler:CreateScheduleGroup'),
    given({ Tags: 'scheduler:TagResource' }),
    self('scheduler:DeleteScheduleGroup'),
  ),
  'AWS::StepFunctions::StateMachine': both(
    [...self('states:CreateStateMachine'), ...passing('RoleArn')],
    [...self('states:UpdateStateMachine'), ...passing('RoleArn')],
    self('states:DeleteStateMachine'),
  ),
};

/** The types that have a row. */
export const HANDLED_TYPES: readonly string[] = Object.keys(HANDLERS);

/** @throws for a type that has no row: what CloudFormation's role needs for it is not known */
export function handlerCalls(type: string, operation: Operation): readonly HandlerCall[] {
  const known = HANDLERS[type];
  if (known === undefined) throw new Error(`${type} has no row in handlers.ts: add one, with its source and date`);
  return known[operation];
}
