// Every call of an API that verify makes: one row each, with the IAM actions that it takes. The checks name their calls by
// the keys of this table, and the policy that is printed is made from it.
import { AccessAnalyzerClient, ValidatePolicyCommand } from '@aws-sdk/client-accessanalyzer';
import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudTrailClient,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeMetricFiltersCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRuleEvaluationStatusCommand,
  DescribeRemediationExceptionsCommand,
} from '@aws-sdk/client-config-service';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { DeleteRolePolicyCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, RevokeGrantCommand } from '@aws-sdk/client-kms';
import { ListTargetsForPolicyCommand, OrganizationsClient, UpdatePolicyCommand } from '@aws-sdk/client-organizations';
import {
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  DescribeDocumentCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';

type CommandClass = new (input: never) => { resolveMiddleware(...args: never[]): unknown };

type InputOf<Command extends CommandClass> = NonNullable<ConstructorParameters<Command>[0]>;

type OutputOf<Command extends CommandClass> =
  ReturnType<InstanceType<Command>['resolveMiddleware']> extends (...args: never[]) => Promise<{ output: infer Output }>
    ? Output
    : never;

interface Row<Command extends CommandClass> {
  readonly client: new (config: object) => { destroy(): void };
  readonly command: Command;
  readonly actions: readonly string[];
  /** What carries the place of the next page, in the input and in the output. */
  readonly page?: readonly [input: keyof InputOf<Command> & string, output: keyof OutputOf<Command> & string];
}

function row<Command extends CommandClass>(
  client: Row<Command>['client'],
  command: Command,
  actions: readonly string[],
  page?: Row<Command>['page'],
): Row<Command> {
  return { client, command, actions, ...(page && { page }) };
}

export const CALLS = {
  describeStacks: row(CloudFormationClient, DescribeStacksCommand, ['cloudformation:DescribeStacks']),
  listStackResources: row(
    CloudFormationClient,
    ListStackResourcesCommand,
    ['cloudformation:ListStackResources'],
    ['NextToken', 'NextToken'],
  ),
  getTemplate: row(CloudFormationClient, GetTemplateCommand, ['cloudformation:GetTemplate']),
  detectStackDrift: row(CloudFormationClient, DetectStackDriftCommand, [
    'cloudformation:DetectStackDrift',
    'cloudformation:DetectStackResourceDrift',
  ]),
  describeDriftDetection: row(CloudFormationClient, DescribeStackDriftDetectionStatusCommand, [
    'cloudformation:DescribeStackDriftDetectionStatus',
  ]),
  describeResourceDrifts: row(
    CloudFormationClient,
    DescribeStackResourceDriftsCommand,
    ['cloudformation:DescribeStackResourceDrifts'],
    ['NextToken', 'NextToken'],
  ),

  getTrail: row(CloudTrailClient, GetTrailCommand, ['cloudtrail:GetTrail']),
  getTrailStatus: row(CloudTrailClient, GetTrailStatusCommand, ['cloudtrail:GetTrailStatus']),
  getEventSelectors: row(CloudTrailClient, GetEventSelectorsCommand, ['cloudtrail:GetEventSelectors']),
  lookupEvents: row(CloudTrailClient, LookupEventsCommand, ['cloudtrail:LookupEvents'], ['NextToken', 'NextToken']),
  updateTrail: row(CloudTrailClient, UpdateTrailCommand, ['cloudtrail:UpdateTrail']),
  putEventSelectors: row(CloudTrailClient, PutEventSelectorsCommand, ['cloudtrail:PutEventSelectors']),

  describeKey: row(KMSClient, DescribeKeyCommand, ['kms:DescribeKey']),
  revokeGrant: row(KMSClient, RevokeGrantCommand, ['kms:RevokeGrant']),

  listObjects: row(S3Client, ListObjectsV2Command, ['s3:ListBucket'], ['ContinuationToken', 'NextContinuationToken']),
  getObjectRetention: row(S3Client, GetObjectRetentionCommand, ['s3:GetObjectRetention']),
  getObjectLockConfiguration: row(S3Client, GetObjectLockConfigurationCommand, ['s3:GetBucketObjectLockConfiguration']),
  putObjectLockConfiguration: row(S3Client, PutObjectLockConfigurationCommand, ['s3:PutBucketObjectLockConfiguration']),
  getPublicAccessBlock: row(S3Client, GetPublicAccessBlockCommand, ['s3:GetBucketPublicAccessBlock']),
  putPublicAccessBlock: row(S3Client, PutPublicAccessBlockCommand, ['s3:PutBucketPublicAccessBlock']),

  describeMetricFilters: row(
    CloudWatchLogsClient,
    DescribeMetricFiltersCommand,
    ['logs:DescribeMetricFilters'],
    ['nextToken', 'nextToken'],
  ),
  testMetricFilter: row(CloudWatchLogsClient, TestMetricFilterCommand, ['logs:TestMetricFilter']),
  getMetricData: row(CloudWatchClient, GetMetricDataCommand, ['cloudwatch:GetMetricData'], ['NextToken', 'NextToken']),
  describeAlarms: row(
    CloudWatchClient,
    DescribeAlarmsCommand,
    ['cloudwatch:DescribeAlarms'],
    ['NextToken', 'NextToken'],
  ),

  describeRule: row(EventBridgeClient, DescribeRuleCommand, ['events:DescribeRule']),
  testEventPattern: row(EventBridgeClient, TestEventPatternCommand, ['events:TestEventPattern']),

  updateItem: row(DynamoDBClient, UpdateItemCommand, ['dynamodb:UpdateItem']),

  deleteRolePolicy: row(IAMClient, DeleteRolePolicyCommand, ['iam:DeleteRolePolicy']),
  simulatePrincipalPolicy: row(
    IAMClient,
    SimulatePrincipalPolicyCommand,
    ['iam:SimulatePrincipalPolicy'],
    ['Marker', 'Marker'],
  ),
  validatePolicy: row(
    AccessAnalyzerClient,
    ValidatePolicyCommand,
    ['access-analyzer:ValidatePolicy'],
    ['nextToken', 'nextToken'],
  ),

  describeCompliance: row(
    ConfigServiceClient,
    DescribeComplianceByConfigRuleCommand,
    ['config:DescribeComplianceByConfigRule'],
    ['NextToken', 'NextToken'],
  ),
  describeEvaluations: row(
    ConfigServiceClient,
    DescribeConfigRuleEvaluationStatusCommand,
    ['config:DescribeConfigRuleEvaluationStatus'],
    ['NextToken', 'NextToken'],
  ),
  describeRemediationExceptions: row(
    ConfigServiceClient,
    DescribeRemediationExceptionsCommand,
    ['config:DescribeRemediationExceptions'],
    ['NextToken', 'NextToken'],
  ),

  getFindings: row(SecurityHubClient, GetFindingsCommand, ['securityhub:GetFindings'], ['NextToken', 'NextToken']),

  listSubscriptions: row(
    SNSClient,
    ListSubscriptionsByTopicCommand,
    ['sns:ListSubscriptionsByTopic'],
    ['NextToken', 'NextToken'],
  ),
  getSubscriptionAttributes: row(SNSClient, GetSubscriptionAttributesCommand, ['sns:GetSubscriptionAttributes']),
  publish: row(SNSClient, PublishCommand, ['sns:Publish']),

  describeDocument: row(SSMClient, DescribeDocumentCommand, ['ssm:DescribeDocument']),
  getDocument: row(SSMClient, GetDocumentCommand, ['ssm:GetDocument']),
  startAutomation: row(SSMClient, StartAutomationExecutionCommand, ['ssm:StartAutomationExecution']),
  getAutomation: row(SSMClient, GetAutomationExecutionCommand, ['ssm:GetAutomationExecution']),

  listTargetsForPolicy: row(
    OrganizationsClient,
    ListTargetsForPolicyCommand,
    ['organizations:ListTargetsForPolicy'],
    ['NextToken', 'NextToken'],
  ),
  updatePolicy: row(OrganizationsClient, UpdatePolicyCommand, ['organizations:UpdatePolicy']),
};

type Calls = typeof CALLS;

/** A call of an API, by its key in the table. */
export type CallName = keyof Calls;

export type Input<Name extends CallName> = InputOf<Calls[Name]['command']>;
export type Output<Name extends CallName> = OutputOf<Calls[Name]['command']>;
