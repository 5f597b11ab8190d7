import type { Plan, PlannedResource } from '../plan/deployment';
import { Resolver, Unresolved } from '../plan/resolve';
import { arn, arnOf, fixedRef } from '../plan/resources';
import type { ActionGrant } from './check';

/** What CloudFormation reads, with the credentials of the caller, when it looks for drift in these stacks. */
export function driftReads(plan: Plan): ActionGrant[] {
  return plan.resources(...Object.keys(DRIFT_READS)).flatMap((resource) => {
    const { accountId } = resource.stack;
    const resources = resource.type === 'AWS::KMS::Key' ? [arn('kms', 'key/*', resource.stack)] : [arnIn(resource)];
    const [general, own] = [true, false].map((isGeneral) =>
      DRIFT_READS[resource.type].filter((action) => WITHOUT_RESOURCES.has(action) === isGeneral),
    );
    return [
      ...(general.length > 0 ? [{ accountId, actions: general, resources: ['*'] }] : []),
      ...(own.length > 0 ? [{ accountId, actions: own, resources }] : []),
    ];
  });
}

/** The ARN that its reads are about, by the fixed names in the template; `*` where only the deployment knows it. */
function arnIn({ type, properties, stack }: PlannedResource): string {
  const resolver = new Resolver(stack);
  try {
    const text = (name: string) => resolver.resolve<string>(properties[name]);
    if (Object.hasOwn(ARNS, type)) return ARNS[type](text, stack);
    const ref = fixedRef(type, properties, stack);
    return (ref === undefined ? undefined : arnOf(type, ref, stack)) ?? '*';
  } catch (error) {
    if (error instanceof Unresolved) return '*';
    throw error;
  }
}

type Arn = (text: (property: string) => string, naming: PlannedResource['stack']) => string;

/** The ARNs of what has none of its own, or none by its name alone. */
const ARNS: Readonly<Record<string, Arn>> = {
  'AWS::CloudWatch::Dashboard': (text, { partition, accountId }) =>
    `arn:${partition}:cloudwatch::${accountId}:dashboard/${text('DashboardName')}`,
  'AWS::Config::RemediationConfiguration': (_, stack) => arn('config', 'remediation-configuration/*', stack),
  'AWS::Events::Rule': (text, stack) => {
    const bus = text('EventBusName') as string | undefined;
    return arn('events', `rule/${bus === undefined ? '' : `${bus}/`}${text('Name')}`, stack);
  },
  'AWS::Lambda::EventInvokeConfig': (text, stack) => arn('lambda', `function:${text('FunctionName')}`, stack),
  'AWS::Lambda::Permission': (text) => text('FunctionName'),
  'AWS::Logs::LogGroup': (text, stack) => arn('logs', `log-group:${text('LogGroupName')}*`, stack),
  'AWS::Logs::MetricFilter': (text, stack) => arn('logs', `log-group:${text('LogGroupName')}*`, stack),
  // AWS chooses their ids.
  'AWS::Lambda::EventSourceMapping': (_, stack) => arn('lambda', 'event-source-mapping:*', stack),
  'AWS::Organizations::Policy': (_, { partition, accountId }) =>
    `arn:${partition}:organizations::${accountId}:policy/*`,
  'AWS::S3::BucketPolicy': (text, { partition }) => `arn:${partition}:s3:::${text('Bucket')}`,
  'AWS::SNS::Subscription': (text) => text('TopicArn'),
  'AWS::Scheduler::Schedule': (text, stack) => arn('scheduler', `schedule/${text('GroupName')}/${text('Name')}`, stack),
  'AWS::Scheduler::ScheduleGroup': (text, stack) => arn('scheduler', `schedule-group/${text('Name')}`, stack),
};

/** Those of the reads that IAM knows no resources for. */
const WITHOUT_RESOURCES: ReadonlySet<string> = new Set([
  'cloudtrail:DescribeTrails',
  'config:DescribeComplianceByConfigRule',
  'config:DescribeConfigRules',
  'config:DescribeConfigurationRecorders',
  'config:DescribeDeliveryChannels',
  'kms:ListAliases',
  'logs:DescribeIndexPolicies',
  'logs:DescribeLogGroups',
  'logs:DescribeQueryDefinitions',
  'logs:DescribeResourcePolicies',
  'ssm:DescribeParameters',
]);

/**
 * The permissions of the "read" handlers in the schemas of the CloudFormation registry, as of 2026-08-07; for types
 * without handlers, the calls that read what their templates can set.
 */
export const DRIFT_READS: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudTrail::Trail': [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventConfiguration',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetInsightSelectors',
    'cloudtrail:GetTrail',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:ListTags',
  ],
  'AWS::CloudWatch::Alarm': ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
  'AWS::CloudWatch::CompositeAlarm': ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
  'AWS::CloudWatch::Dashboard': ['cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource'],
  'AWS::Config::ConfigRule': ['config:DescribeComplianceByConfigRule', 'config:DescribeConfigRules'],
  'AWS::Config::ConfigurationRecorder': ['config:DescribeConfigurationRecorders'],
  'AWS::Config::DeliveryChannel': ['config:DescribeDeliveryChannels'],
  'AWS::Config::RemediationConfiguration': ['config:DescribeRemediationConfigurations'],
  'AWS::DynamoDB::Table': [
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeContributorInsights',
    'dynamodb:DescribeKinesisStreamingDestination',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeTimeToLive',
    'dynamodb:GetResourcePolicy',
    'dynamodb:ListTagsOfResource',
  ],
  'AWS::Events::EventBus': ['events:DescribeEventBus', 'events:ListTagsForResource'],
  'AWS::Events::Rule': ['events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'],
  'AWS::IAM::Role': ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
  'AWS::KMS::Alias': ['kms:ListAliases'],
  'AWS::KMS::Key': ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
  'AWS::Lambda::EventInvokeConfig': ['lambda:GetFunctionEventInvokeConfig'],
  'AWS::Lambda::EventSourceMapping': ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
  'AWS::Lambda::Function': [
    'lambda:GetFunction',
    'lambda:GetFunctionCodeSigningConfig',
    'lambda:GetFunctionRecursionConfig',
    'lambda:GetFunctionScalingConfig',
    'lambda:GetRuntimeManagementConfig',
  ],
  'AWS::Lambda::Permission': ['lambda:GetPolicy'],
  'AWS::Logs::LogGroup': [
    'logs:DescribeIndexPolicies',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetDataProtectionPolicy',
    'logs:ListTagsForResource',
  ],
  'AWS::Logs::MetricFilter': ['logs:DescribeMetricFilters'],
  'AWS::Logs::QueryDefinition': ['logs:DescribeQueryDefinitions'],
  'AWS::Organizations::Policy': [
    'organizations:DescribePolicy',
    'organizations:ListTagsForResource',
    'organizations:ListTargetsForPolicy',
  ],
  'AWS::S3::Bucket': [
    's3:GetAccelerateConfiguration',
    's3:GetAnalyticsConfiguration',
    's3:GetBucketAbac',
    's3:GetBucketCORS',
    's3:GetBucketLogging',
    's3:GetBucketMetadataTableConfiguration',
    's3:GetBucketNotification',
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetBucketWebsite',
    's3:GetEncryptionConfiguration',
    's3:GetIntelligentTieringConfiguration',
    's3:GetInventoryConfiguration',
    's3:GetLifecycleConfiguration',
    's3:GetMetricsConfiguration',
    's3:GetReplicationConfiguration',
    's3:ListBucket',
    's3:ListTagsForResource',
  ],
  'AWS::S3::BucketPolicy': ['s3:GetBucketPolicy'],
  'AWS::SNS::Subscription': ['sns:GetSubscriptionAttributes'],
  'AWS::SNS::Topic': [
    'sns:GetDataProtectionPolicy',
    'sns:GetTopicAttributes',
    'sns:ListSubscriptionsByTopic',
    'sns:ListTagsForResource',
  ],
  'AWS::SQS::Queue': ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
  'AWS::SSM::Document': ['ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:ListTagsForResource'],
  'AWS::SSM::Parameter': ['ssm:DescribeParameters', 'ssm:GetParameters', 'ssm:ListTagsForResource'],
  'AWS::Scheduler::Schedule': ['scheduler:GetSchedule'],
  'AWS::Scheduler::ScheduleGroup': ['scheduler:GetScheduleGroup', 'scheduler:ListTagsForResource'],
  'AWS::StepFunctions::StateMachine': ['states:DescribeStateMachine', 'states:ListTagsForResource'],
};
