import type { Permission } from './permission';

/**
 * What the role of every state machine needs for its log and its traces.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export const STATE_MACHINE_PERMISSIONS: readonly Permission[] = [
  {
    sid: 'DeliverLogs',
    actions: [
      ...['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery'],
      ...['logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies'],
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
    wildcard: 'CloudWatch Logs knows no resources for the delivery of logs',
  },
  {
    sid: 'SendTraces',
    actions: [
      ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules'],
      'xray:GetSamplingTargets',
    ],
    resources: ['*'],
    wildcard: 'X-Ray knows no resources for traces that are sent to it',
  },
];
