// What each call needs that a service makes by a role of ours: steps of Automation documents, targets of rules and
// schedules, states of state machines, deliveries of logs.
import { ASSUMED, AUTHORIZATION, type Source } from '../lifecycle/source';
import { by, type CallRow, type CallSite, type Need } from './call-site';
import type { DeployedLayout } from './deployed-layout';

const TRAIL_GUIDE: Source = {
  text: 'AWS CloudTrail User Guide: Prepare for creating a trail for your organization',
  date: '2026-10',
};
const SCHEMA_OF_TRAIL: Source = { text: 'update handler in the schema of AWS::CloudTrail::Trail', date: '2026-08-03' };
const STEP_FUNCTIONS: Source = {
  text: 'AWS Step Functions Developer Guide: IAM policies for Distributed Map (as lib/validation cites it)',
  date: '2026-10',
};
const CONFIG_ROLE: Source = {
  text: 'AWS Config Developer Guide: Permissions for the IAM role assigned to AWS Config, for the S3 bucket',
  date: '2026-10',
};
const LOG_DELIVERY: Source = {
  text: 'Required permissions for logs of the service in its guide (as lib/validation cites it)',
  date: '2026-10',
};

const EVENT_SOURCE: Source = {
  text: 'AWS Lambda Developer Guide: Using Lambda with Amazon SQS, execution role permissions',
  date: '2026-10',
};

type Name = (site: CallSite) => unknown;

/** The call needs the action of its own name, on what this input names. */
const itself =
  (name: Name, ...more: ((site: CallSite, layout: DeployedLayout) => Need[])[]) =>
  (site: CallSite, layout: DeployedLayout): Need[] => [
    { action: site.call, on: String(name(site)) },
    ...more.flatMap((needs) => needs(site, layout)),
  ];

const row = (needs: CallRow['needs'], source: Source = AUTHORIZATION): CallRow => ({ needs, source });
const trail = ({ inputs }: CallSite) => inputs.Name ?? inputs.TrailName;
const anything = () => '*';
const input =
  (name: string): Name =>
  ({ inputs }) =>
    inputs[name];

/** CloudTrail asks on behalf of whoever changes an organization trail, and makes its own role where it is missing. */
function forOrganization({ inputs, account }: CallSite): Need[] {
  if (inputs.IsOrganizationTrail !== true) return [];
  const role = `arn:aws:iam::${account}:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`;
  return [
    ...['DescribeOrganization', 'ListAWSServiceAccessForOrganization', 'ListAccounts'].map((name) => ({
      action: `organizations:${name}`,
      on: '*',
    })),
    { action: 'iam:GetRole', on: role },
    { action: 'iam:CreateServiceLinkedRole', on: role, where: { 'iam:AWSServiceName': 'cloudtrail.amazonaws.com' } },
  ];
}

/** Named beside the others for organization trails with delegated administrators; whether an update asks is not public. */
function forDelegatedAdministrators({ inputs }: CallSite): Need[] {
  return inputs.IsOrganizationTrail === true ? [{ action: 'organizations:ListDelegatedAdministrators', on: '*' }] : [];
}

function passing(roleArn: unknown, service: string): Need[] {
  const where = { 'iam:PassedToService': `${service}.amazonaws.com` };
  return roleArn === undefined ? [] : [{ action: 'iam:PassRole', on: String(roleArn), where }];
}

/** Whoever sends to something encrypted uses its key. */
function sending(arn: string, service: string, site: CallSite, layout: DeployedLayout): Need[] {
  const key = layout.withArn(arn)?.properties.KmsMasterKeyId;
  const where = by(service, site);
  return key === undefined
    ? []
    : ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, on: String(key), where }));
}

/** Executions that Step Functions names itself. */
const executions = ({ inputs }: CallSite) => String(inputs.StateMachine).replace(':stateMachine:', ':execution:');
const onAny =
  (...actions: string[]): CallRow['needs'] =>
  () =>
    actions.map((action) => ({ action, on: '*' }));
const inWork = (name: string) => (site: CallSite) => `arn:aws:s3:::${String(site.inputs[name])}/runs/r1/map/x.json`;

function bucketKey(action: string) {
  return (site: CallSite, layout: DeployedLayout): Need[] => {
    const bucketName = String(site.inputs.Bucket);
    const bucket = layout.withArn(`arn:aws:s3:::${bucketName}`);
    const [, key] = /"KMSMasterKeyID":"([^"]+)"/.exec(JSON.stringify(bucket?.properties.BucketEncryption ?? {})) ?? [];
    return key === undefined ? [] : [{ action, on: key, where: by('s3', site, bucketName) }];
  };
}

/** The document is started by its name; the run is a resource of its own. */
function automation({ inputs, account, region }: CallSite): Need[] {
  const document = String(inputs.Document).split(':')[0];
  const arn = (kind: string, name: string) => `arn:aws:ssm:${region}:${account}:${kind}/${name}`;
  return [
    arn('automation-definition', `${document}:$DEFAULT`),
    arn('document', document),
    arn('automation-execution', '00000000-0000-0000-0000-000000000000'),
  ].map((on) => ({ action: 'ssm:StartAutomationExecution', on }));
}

export const SERVICE_CALLS: Readonly<Record<string, CallRow>> = {
  'cloudtrail:GetTrailStatus': row(itself(trail)),
  'cloudtrail:StartLogging': row(itself(trail)),
  'cloudtrail:StopLogging': row(itself(trail)),
  'cloudtrail:GetTrail': row(itself(trail)),
  'cloudtrail:UpdateTrail': row(
    itself(trail, forOrganization, forDelegatedAdministrators, ({ inputs }) =>
      passing(inputs.CloudWatchLogsRoleArn, 'cloudtrail'),
    ),
    {
      text: `${TRAIL_GUIDE.text}; ${SCHEMA_OF_TRAIL.text}; ${ASSUMED.text} of ListDelegatedAdministrators`,
      date: '2026-10',
    },
  ),
  'cloudtrail:GetEventSelectors': row(itself(trail)),
  'cloudtrail:PutEventSelectors': row(itself(trail)),
  'cloudtrail:GetInsightSelectors': row(itself(trail)),
  'cloudtrail:PutInsightSelectors': row(itself(trail)),
  'kms:DescribeKey': row(({ inputs }, layout) => {
    const alias = String(inputs.KeyId);
    const where = { 'kms:RequestAlias': alias.slice(alias.indexOf('alias/')) };
    return [{ action: 'kms:DescribeKey', on: layout.keyBehind(alias), where }];
  }),
  'ssm:DescribeAutomationExecutions': row(itself(anything)),
  'ssm:StartAutomationExecution': row((site) => [...automation(site), ...passing(site.inputs.AssumeRole, 'ssm')]),
  'sns:Publish': row((site, layout) => {
    const topic = String(site.inputs.TopicArn);
    return [{ action: 'sns:Publish', on: topic }, ...sending(topic, 'sns', site, layout)];
  }),
  'sqs:SendMessage': row((site, layout) => {
    const queue = String(site.inputs.QueueArn);
    return [{ action: 'sqs:SendMessage', on: queue }, ...sending(queue, 'sqs', site, layout)];
  }),
  'events:PutEvents': row(({ inputs }) => [
    {
      ...{ action: 'events:PutEvents', on: String(inputs.BusArn) },
      where: { 'events:detail-type': ['AWS API Call via CloudTrail'], 'events:source': ['aws.iam'] },
    },
  ]),
  'sqs:PollQueue': row((site, layout) => {
    const queue = String(site.inputs.QueueArn);
    const key = layout.withArn(queue)?.properties.KmsMasterKeyId;
    return [
      ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => ({
        action: `sqs:${name}`,
        on: queue,
      })),
      ...(key === undefined ? [] : [{ action: 'kms:Decrypt', on: String(key), where: by('sqs', site) }]),
    ];
  }, EVENT_SOURCE),
  'lambda:InvokeFunction': row(itself(input('FunctionName'))),
  'states:StartExecution': row(itself(input('StateMachine'))),
  'dynamodb:GetItem': row((site, layout) => {
    const { region, account, inputs } = site;
    const on = `arn:aws:dynamodb:${region}:${account}:table/${String(inputs.TableName)}`;
    const { KMSMasterKeyId } = (layout.withArn(on)?.properties.SSESpecification ?? {}) as { KMSMasterKeyId?: string };
    const key = { action: 'kms:Decrypt', on: String(KMSMasterKeyId), where: by('dynamodb', site) };
    return [{ action: 'dynamodb:GetItem', on }, ...(KMSMasterKeyId === undefined ? [] : [key])];
  }),
  'states:RunDistributedMap': row(
    (site) => [
      { action: 'states:StartExecution', on: String(site.inputs.StateMachine) },
      { action: 'states:DescribeExecution', on: `${executions(site)}:x` },
      { action: 'states:StopExecution', on: `${executions(site)}:x` },
    ],
    STEP_FUNCTIONS,
  ),
  's3:GetObject': row(itself(inWork('Bucket'), bucketKey('kms:Decrypt')), STEP_FUNCTIONS),
  's3:PutObject': row(
    itself(inWork('Bucket'), bucketKey('kms:GenerateDataKey'), bucketKey('kms:Decrypt'), (site) =>
      ['s3:ListMultipartUploadParts', 's3:AbortMultipartUpload'].map((action) => ({
        action,
        on: inWork('Bucket')(site),
      })),
    ),
    STEP_FUNCTIONS,
  ),
  'config:DeliverToBucket': row(({ inputs, account }) => {
    const bucket = `arn:aws:s3:::${String(inputs.Bucket)}`;
    const where = { 's3:x-amz-acl': 'bucket-owner-full-control' };
    const files = `${bucket}/AWSLogs/${account}/Config/ConfigWritabilityCheckFile`;
    const writes = ['s3:PutObject', 's3:PutObjectAcl'].map((action) => ({ action, on: files, where }));
    return [{ action: 's3:GetBucketAcl', on: bucket }, ...writes];
  }, CONFIG_ROLE),
  'logs:DeliverToStream': row(
    ({ inputs }) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, on: String(inputs.LogStreamArn) })),
    LOG_DELIVERY,
  ),
  'logs:DeliverVendedLogs': row(
    onAny(
      ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery'].map((it) => `logs:${it}`),
      ...['ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies'].map((it) => `logs:${it}`),
      'logs:DescribeLogGroups',
    ),
    LOG_DELIVERY,
  ),
  'xray:SendTraces': row(onAny('xray:PutTraceSegments', 'xray:PutTelemetryRecords')),
};
