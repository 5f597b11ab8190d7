// What each role by which alarms are reported may do.
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ReportNames } from '../../identity/report-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { viaService } from '../../identity/via-service';
import type { Permission } from '../../shared/permission';
import { STATE_MACHINE_PERMISSIONS } from '../../shared/state-machine-permissions';

export interface ReportContext {
  readonly trail: TrailIdentity;
  readonly names: ReportNames;
  readonly keyArn: string;
  /** What a role needs to reach people. */
  readonly publishStatements: iam.PolicyStatement[];
}

export function reporterPermissions(context: ReportContext): Permission[] {
  const { trail, names, keyArn } = context;
  return [
    {
      sid: 'SearchEvents',
      actions: ['logs:FilterLogEvents', 'logs:DescribeMetricFilters'],
      resources: [trail.logGroupArn, `${trail.logGroupArn}:*`],
      wildcard: 'The events are in log streams that CloudTrail names, all of them in this one log group',
    },
    {
      sid: 'Remember',
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resources: [names.tableArn],
    },
    useTableKey(context),
    ...reachPeople(context),
    {
      sid: 'WriteOwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${names.arn('logs', `log-group:${names.functionLogGroupName}`)}:*`],
      wildcard: 'Lambda chooses the names of the log streams, all of them in this one log group',
    },
    {
      sid: 'SendTraces',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      wildcard: 'X-Ray knows no resources for traces that are sent to it',
    },
    { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [names.queueArn] },
    { sid: 'UseEnvironmentAndQueue', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] },
  ];
}

export function schedulePermissions({ names, keyArn }: ReportContext): Permission[] {
  return [
    { sid: 'StartReporter', actions: ['lambda:InvokeFunction'], resources: [names.functionArn] },
    { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [names.queueArn] },
    { sid: 'UseQueue', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] },
  ];
}

export function fallbackPermissions(context: ReportContext): Permission[] {
  const { names } = context;
  return [
    { sid: 'LookForReport', actions: ['dynamodb:GetItem'], resources: [names.tableArn] },
    useTableKey(context),
    ...reachPeople(context),
    ...STATE_MACHINE_PERMISSIONS,
  ];
}

/** DynamoDB encrypts and decrypts by the rights of the caller. */
function useTableKey({ trail, keyArn }: ReportContext): Permission {
  return {
    sid: 'UseTableKey',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: [keyArn],
    conditions: { StringEquals: viaService(trail, 'dynamodb') },
  };
}

function reachPeople({ publishStatements }: ReportContext): Permission[] {
  return publishStatements.map(({ actions, resources, conditions }, index) => ({
    sid: index === 0 ? 'NotifyPeople' : `EncryptForPeople${index}`,
    actions,
    resources,
    conditions: conditions as iam.Conditions,
    wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
  }));
}
