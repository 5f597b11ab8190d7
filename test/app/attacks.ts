// For each type of resource of the app: attacks on it, as calls that CloudTrail records and as requests to IAM.
import type { CloudTrailRecord } from '../../bin/cdk-organization-trail/verify/samples/record';
import type { Resource } from '../support/iam';

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A resource as it is deployed. */
export interface Deployed extends Place, Resource {
  readonly id: string;
  readonly stack: string;
  /** The aliases of a key. */
  readonly aliases: readonly string[];
}

/** One call that weakens a resource. */
export interface Attack {
  readonly source: string;
  readonly call: string;
  readonly parameters: CloudTrailRecord | null;
  /** What it says besides, where CloudTrail records it there. */
  readonly more?: CloudTrailRecord;
  readonly does: string;
  readonly on: string;
  readonly where?: Record<string, string | string[]>;
  /** Its events go to the Region of global services. */
  readonly isGlobal?: true;
  /** It is a data event on resources of this type: nobody sees it unless a trail selects it. */
  readonly dataOf?: string;
}

type Row = ((resource: Deployed) => Attack[]) | { readonly reason: string };

export const GLOBAL_REGION = 'us-east-1';
const BREAK_NOTHING = 'nothing depends on it, and a deployment brings it back';

export const text = ({ Properties }: Deployed, name: string) => String(Properties[name]);
export const arnOf = ({ account, region }: Place, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const bucket = (name: string, call: string): Attack => ({
  ...{ source: 's3', call, does: `s3:${call}`, parameters: { bucketName: name } },
  on: `arn:aws:s3:::${name}`,
});
export const sns = (topicArn: string, call: string, parameters: CloudTrailRecord): Attack => ({
  ...{ source: 'sns', call, does: `sns:${call}`, parameters, on: topicArn },
});
const config = (resource: Deployed, call: string): Attack => {
  const configRuleName = text(resource, 'ConfigRuleName');
  const on = arnOf(resource, 'config', `config-rule/${configRuleName}`);
  return { source: 'config', call, does: `config:${call}`, parameters: { configRuleName }, on };
};
const logs = (resource: Deployed, call: string): Attack => {
  const logGroupName = text(resource, 'LogGroupName');
  const on = arnOf(resource, 'logs', `log-group:${logGroupName}`);
  return { source: 'logs', call, does: `logs:${call}`, parameters: { logGroupName }, on };
};
const lambda = (resource: Deployed, call: string, functionName = text(resource, 'FunctionName')): Attack => ({
  ...{ source: 'lambda', call, does: `lambda:${call.replace(/\d.*$/, '')}`, parameters: { functionName } },
  on: arnOf(resource, 'lambda', `function:${functionName}`),
});
const sqs = (resource: Deployed, call: string, name: string): Attack => ({
  ...{ source: 'sqs', call, does: `sqs:${call}`, on: arnOf(resource, 'sqs', name) },
  parameters: { queueUrl: `https://sqs.${resource.region}.amazonaws.com/${resource.account}/${name}` },
});
const moveMessages = (queue: Deployed): Attack => {
  const on = arnOf(queue, 'sqs', text(queue, 'QueueName'));
  const call = 'StartMessageMoveTask';
  return { source: 'sqs', call, does: `sqs:${call}`, parameters: { sourceArn: on }, on };
};
const write = (resource: Deployed, call: string): Attack => ({
  ...table(resource, call),
  dataOf: 'AWS::DynamoDB::Table',
});
const table = (resource: Deployed, call: string): Attack => {
  const tableName = text(resource, 'TableName');
  const on = arnOf(resource, 'dynamodb', `table/${tableName}`);
  const more = { resources: [{ ARN: on }] };
  return { source: 'dynamodb', call, does: `dynamodb:${call}`, parameters: { tableName }, more, on };
};

/** What can be done to a resource of each type, or why nothing is lost by it. */
export const COVERAGE: Readonly<Record<string, Row>> = {
  'AWS::CloudTrail::Trail': (trail) => [
    {
      ...{ source: 'cloudtrail', call: 'StopLogging', does: 'cloudtrail:StopLogging' },
      parameters: { name: text(trail, 'TrailName') },
      on: arnOf(trail, 'cloudtrail', `trail/${text(trail, 'TrailName')}`),
    },
  ],
  'AWS::S3::Bucket': (resource) =>
    ['DeleteBucket', 'PutBucketVersioning'].map((call) => bucket(text(resource, 'BucketName'), call)),
  'AWS::S3::BucketPolicy': (resource) => [bucket(text(resource, 'Bucket'), 'PutBucketPolicy')],
  'AWS::KMS::Key': (key) =>
    ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'].map((call) => {
      const on = arnOf(key, 'kms', `key/${key.id}`);
      const where = { 'kms:ResourceAliases': [...key.aliases] };
      return { source: 'kms', call, does: `kms:${call}`, parameters: { keyId: on }, on, where };
    }),
  'AWS::KMS::Alias': (alias) => [
    {
      ...{ source: 'kms', call: 'DeleteAlias', does: 'kms:DeleteAlias' },
      parameters: { aliasName: text(alias, 'AliasName') },
      on: arnOf(alias, 'kms', text(alias, 'AliasName')),
    },
  ],
  'AWS::SNS::Topic': (topic) => {
    const topicArn = arnOf(topic, 'sns', text(topic, 'TopicName'));
    return [sns(topicArn, 'DeleteTopic', { topicArn })];
  },
  'AWS::SNS::TopicPolicy': ({ Properties }) => {
    const [topicArn] = Properties.Topics as string[];
    return [sns(topicArn, 'SetTopicAttributes', { topicArn, attributeName: 'Policy' })];
  },
  'AWS::SNS::Subscription': (subscription) => {
    const topicArn = text(subscription, 'TopicArn');
    return [sns(topicArn, 'Unsubscribe', { subscriptionArn: `${topicArn}:00000000-0000-0000-0000-000000000000` })];
  },
  'AWS::IAM::Role': (resource) =>
    ['PutRolePolicy', 'DeleteRole', 'UpdateAssumeRolePolicy'].map((call) => {
      const roleName = text(resource, 'RoleName');
      const on = `arn:aws:iam::${resource.account}:role/${roleName}`;
      return { source: 'iam', call, does: `iam:${call}`, parameters: { roleName }, on, isGlobal: true };
    }),
  'AWS::Events::Rule': (rule) =>
    ['DisableRule', 'EnableRule', 'DeleteRule', 'PutRule'].map((call) => {
      const name = text(rule, 'Name');
      return {
        source: 'events',
        call,
        does: `events:${call}`,
        parameters: { name },
        on: arnOf(
          rule,
          'events',
          `rule/${rule.Properties.EventBusName === undefined ? '' : `${text(rule, 'EventBusName')}/`}${name}`,
        ),
      };
    }),
  'AWS::Events::EventBus': (bus) => {
    const name = text(bus, 'Name');
    const on = arnOf(bus, 'events', `event-bus/${name}`);
    return [
      ...['DeleteEventBus', 'UpdateEventBus'].map((call) => ({ call, parameters: { name }, on })),
      ...['PutPermission', 'RemovePermission'].map((call) => ({ call, parameters: { eventBusName: name }, on: '*' })),
    ].map((attack) => ({ source: 'events', does: `events:${attack.call}`, ...attack }));
  },
  'AWS::CloudWatch::CompositeAlarm': (alarm) => {
    const name = text(alarm, 'AlarmName');
    const on = arnOf(alarm, 'cloudwatch', `alarm:${name}`);
    return [
      ...['DeleteAlarms', 'DisableAlarmActions'].map((call) => ({ call, parameters: { alarmNames: [name] } })),
      { call: 'PutCompositeAlarm', parameters: { alarmName: name } },
    ].map(({ call, parameters }) => ({ source: 'monitoring', call, does: `cloudwatch:${call}`, parameters, on }));
  },
  'AWS::CloudWatch::Alarm': (alarm) => {
    const name = text(alarm, 'AlarmName');
    const on = arnOf(alarm, 'cloudwatch', `alarm:${name}`);
    return [
      ...['DeleteAlarms', 'DisableAlarmActions'].map((call) => ({ call, parameters: { alarmNames: [name] } })),
      ...['SetAlarmState', 'PutMetricAlarm'].map((call) => ({ call, parameters: { alarmName: name } })),
    ].map(({ call, parameters }) => ({ source: 'monitoring', call, does: `cloudwatch:${call}`, parameters, on }));
  },
  'AWS::Logs::LogGroup': (group) =>
    ['DeleteLogGroup', 'PutRetentionPolicy', 'PutSubscriptionFilter'].map((call) => logs(group, call)),
  'AWS::Logs::MetricFilter': (filter) => [logs(filter, 'DeleteMetricFilter')],
  'AWS::SSM::Document': (document) => {
    const name = text(document, 'Name');
    const on = arnOf(document, 'ssm', `document/${name}`);
    return [{ source: 'ssm', call: 'DeleteDocument', does: 'ssm:DeleteDocument', parameters: { name }, on }];
  },
  'AWS::Config::ConfigRule': (rule) => [config(rule, 'DeleteConfigRule')],
  'AWS::Config::RemediationConfiguration': (remediation) => [config(remediation, 'DeleteRemediationConfiguration')],
  'AWS::DynamoDB::Table': (resource) => [
    ...['DeleteTable', 'UpdateTable', 'UpdateTimeToLive', 'UpdateContinuousBackups'].map((call) =>
      table(resource, call),
    ),
    ...['PutItem', 'DeleteItem'].map((call) => write(resource, call)),
  ],
  'AWS::SQS::Queue': (queue) => [
    ...['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes'].map((call) => sqs(queue, call, text(queue, 'QueueName'))),
    moveMessages(queue),
  ],
  'AWS::SQS::QueuePolicy': (policy) => [
    sqs(policy, 'SetQueueAttributes', String((policy.Properties.Queues as string[])[0])),
  ],
  'AWS::Lambda::Function': (resource) => [
    ...[
      ...['UpdateFunctionCode20150331v2', 'UpdateFunctionConfiguration20150331v2', 'DeleteFunction20150331'],
      ...['PutFunctionConcurrency20171031', 'AddPermission20150331v2', 'CreateFunctionUrlConfig20211031'],
    ].map((call) => lambda(resource, call)),
    { ...lambda(resource, 'Invoke'), does: 'lambda:InvokeFunction', dataOf: INVOCATIONS },
  ],
  'AWS::Lambda::EventSourceMapping': (mapping) =>
    ['UpdateEventSourceMapping', 'DeleteEventSourceMapping'].map((call) => ({
      ...{ source: 'lambda', call: `${call}20150331`, does: `lambda:${call}` },
      parameters: { uUID: '1b4b1c4e-0000-4000-8000-000000000000' },
      more: {
        responseElements: { functionArn: arnOf(mapping, 'lambda', `function:${text(mapping, 'FunctionName')}`) },
      },
      on: arnOf(mapping, 'lambda', 'event-source-mapping:1b4b1c4e-0000-4000-8000-000000000000'),
    })),
  'AWS::Lambda::Permission': (permission) => [
    lambda(permission, 'RemovePermission20150331v2', text(permission, 'FunctionName').split(':function:')[1]),
  ],
  'AWS::Lambda::EventInvokeConfig': (resource) => [lambda(resource, 'PutFunctionEventInvokeConfig')],
  'AWS::StepFunctions::StateMachine': (machine) => {
    const arn = arnOf(machine, 'states', `stateMachine:${text(machine, 'StateMachineName')}`);
    const execution = `${arn.replace(':stateMachine:', ':execution:')}:r1`;
    return [
      ...['UpdateStateMachine', 'DeleteStateMachine', 'StartExecution', 'StartSyncExecution'].map((call) => ({
        ...{ call, parameters: { stateMachineArn: arn }, on: arn },
      })),
      ...['StopExecution', 'RedriveExecution'].map((call) => ({
        ...{ call, parameters: { executionArn: execution }, on: execution },
      })),
    ].map((attack) => ({ source: 'states', does: `states:${attack.call}`, ...attack }));
  },
  'AWS::Scheduler::ScheduleGroup': (group) => {
    const name = text(group, 'Name');
    const on = arnOf(group, 'scheduler', `schedule-group/${name}`);
    const call = 'DeleteScheduleGroup';
    return [{ source: 'scheduler', call, does: `scheduler:${call}`, parameters: { name }, on }];
  },
  'AWS::Scheduler::Schedule': (schedule) =>
    ['UpdateSchedule', 'DeleteSchedule'].map((call) => {
      const [name, groupName] = [text(schedule, 'Name'), text(schedule, 'GroupName')];
      const on = arnOf(schedule, 'scheduler', `schedule/${groupName}/${name}`);
      return { source: 'scheduler', call, does: `scheduler:${call}`, parameters: { name, groupName }, on };
    }),
  'AWS::Organizations::Policy': () => [
    {
      ...{ source: 'organizations', call: 'DetachPolicy', does: 'organizations:DetachPolicy', isGlobal: true },
      parameters: { policyId: 'p-examplepolicy', targetId: 'r-examplerootid' },
      on: '*',
    },
  ],
  'AWS::Glue::Database': (database) => {
    const { Name } = database.Properties.DatabaseInput as { Name: string };
    return ['UpdateDatabase', 'DeleteDatabase'].map((call) => ({
      ...{ source: 'glue', call, does: `glue:${call}`, parameters: { name: Name } },
      on: arnOf(database, 'glue', `database/${Name}`),
    }));
  },
  'AWS::Glue::Table': (resource) => {
    const { Name } = resource.Properties.TableInput as { Name: string };
    const databaseName = text(resource, 'DatabaseName');
    const attacks: Pick<Attack, 'call' | 'parameters'>[] = [
      { call: 'UpdateTable', parameters: { databaseName, tableInput: { name: Name } } },
      { call: 'DeleteTable', parameters: { databaseName, name: Name } },
    ];
    return attacks.map((attack) => ({
      ...{ source: 'glue', does: `glue:${attack.call}`, ...attack },
      on: arnOf(resource, 'glue', `table/${databaseName}/${Name}`),
    }));
  },
  'AWS::Athena::WorkGroup': (group) => {
    const workGroup = text(group, 'Name');
    const on = arnOf(group, 'athena', `workgroup/${workGroup}`);
    return ['UpdateWorkGroup', 'DeleteWorkGroup'].map((call) => ({
      ...{ source: 'athena', call, does: `athena:${call}`, parameters: { workGroup }, on },
    }));
  },
  'AWS::Athena::NamedQuery': (query) => {
    const on = arnOf(query, 'athena', `workgroup/${text(query, 'WorkGroup')}`);
    return ['UpdateNamedQuery', 'DeleteNamedQuery'].map((call) => ({
      ...{ source: 'athena', call, does: `athena:${call}`, parameters: { namedQueryId: query.id }, on },
    }));
  },
  'AWS::SSM::Parameter': {
    reason:
      'what the reader of the other account has seen: whoever may write it holds the account whose people it notifies, and ' +
      'the other account reads that',
  },
  'AWS::CloudWatch::Dashboard': { reason: `a page to look at: ${BREAK_NOTHING}` },
  'AWS::Logs::QueryDefinition': { reason: `a question that is kept for people: ${BREAK_NOTHING}` },
};

/** Denied, and without an alert: the app records no invocations, which are a data event for each run of any function. */
export const INVOCATIONS = 'AWS::Lambda::Function';
