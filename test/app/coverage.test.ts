// Every resource of the app, in the log archive account and in the management account: an attack on it that the guardrail
// denies and that raises an alert, or a reason in words. A type that is not here fails.
import { matchesEventPattern } from '../support/event-pattern/evaluate';
import { eventOf } from '../support/events/event-bridge';
import { record, type CloudTrailRecord } from '../support/events/record';
import { decide, deployedResources, role, type Policies, type PolicyDocument, type Resource } from '../support/iam';
import { LAYOUTS, stacksOf, templatesOf } from './layouts';

interface Place {
  readonly account: string;
  readonly region: string;
}

/** A resource as it is deployed. */
interface Deployed extends Place, Resource {
  readonly id: string;
  readonly stack: string;
  /** The aliases of a key. */
  readonly aliases: readonly string[];
}

/** One call that weakens a resource. */
interface Attack {
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

const GLOBAL_REGION = 'us-east-1';
const BREAK_NOTHING = 'nothing depends on it, and a deployment brings it back';

const text = ({ Properties }: Deployed, name: string) => String(Properties[name]);
const arnOf = ({ account, region }: Place, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const bucket = (name: string, call: string): Attack => ({
  ...{ source: 's3', call, does: `s3:${call}`, parameters: { bucketName: name } },
  on: `arn:aws:s3:::${name}`,
});
const sns = (topicArn: string, call: string, parameters: CloudTrailRecord): Attack => ({
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

const COVERAGE: Readonly<Record<string, Row>> = {
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
    ['DisableRule', 'DeleteRule', 'PutRule'].map((call) => {
      const name = text(rule, 'Name');
      return {
        source: 'events',
        call,
        does: `events:${call}`,
        parameters: { name },
        on: arnOf(rule, 'events', `rule/${name}`),
      };
    }),
  'AWS::CloudWatch::Alarm': (alarm) => {
    const name = text(alarm, 'AlarmName');
    const on = arnOf(alarm, 'cloudwatch', `alarm:${name}`);
    return [
      ...['DeleteAlarms', 'DisableAlarmActions'].map((call) => ({ call, parameters: { alarmNames: [name] } })),
      ...['SetAlarmState', 'PutMetricAlarm'].map((call) => ({ call, parameters: { alarmName: name } })),
    ].map(({ call, parameters }) => ({ source: 'monitoring', call, does: `cloudwatch:${call}`, parameters, on }));
  },
  'AWS::Logs::LogGroup': (group) => ['DeleteLogGroup', 'PutRetentionPolicy'].map((call) => logs(group, call)),
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
  'AWS::SQS::Queue': (queue) =>
    ['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes'].map((call) => sqs(queue, call, text(queue, 'QueueName'))),
  'AWS::SQS::QueuePolicy': (policy) => [
    sqs(policy, 'SetQueueAttributes', String((policy.Properties.Queues as string[])[0])),
  ],
  'AWS::Lambda::Function': (resource) => [
    ...[
      ...['UpdateFunctionCode20150331v2', 'UpdateFunctionConfiguration20150331v2', 'DeleteFunction20150331'],
      ...['PutFunctionConcurrency20171031', 'AddPermission20150331v2'],
    ].map((call) => lambda(resource, call)),
    { ...lambda(resource, 'Invoke'), does: 'lambda:InvokeFunction', dataOf: INVOCATIONS },
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
  'AWS::CloudWatch::Dashboard': { reason: `a page to look at: ${BREAK_NOTHING}` },
  'AWS::Logs::QueryDefinition': { reason: `a question that is kept for people: ${BREAK_NOTHING}` },
};

/** Denied, and not told of: the app records no invocations, which are a data event for each run of any function. */
const INVOCATIONS = 'AWS::Lambda::Function';

/** Why nothing is denied there. */
const MANAGEMENT_REASON =
  'no policy of AWS Organizations binds the management account: there the alert and the repair are all there is';

describe.each(
  Object.entries(LAYOUTS).filter(
    ([, { organizationId, logArchiveAccountId }]) => organizationId !== undefined && logArchiveAccountId !== undefined,
  ),
)('%s', (_, configuration) => {
  const stacks = stacksOf(configuration);
  const resources = [...templatesOf(configuration)].flatMap(([name, template]) => {
    const { account, region } = stacks.get(name)!;
    return Object.entries(deployedResources(template.toJSON(), { accountId: account, region })).map(
      ([id, resource]): Deployed => ({ ...resource, id, stack: name, account, region, aliases: [] }),
    );
  });
  const policies = guardrailOf(resources);
  const { managementAccountId, logArchiveAccountId = '' } = configuration;

  test('every type of resource has attacks, or a reason for none', () => {
    expect([...new Set(resources.map(({ Type }) => Type))].filter((type) => !(type in COVERAGE))).toEqual([]);
  });

  test('every attack on every resource raises an alert in its account', () => {
    const unseen = attacksOn(resources).filter(({ resource, attack }) => !isSeen(resource, attack));
    expect(unseen.filter(({ attack }) => attack.dataOf !== INVOCATIONS).map(describeAttack)).toEqual([]);
  });

  test('invocations are not seen, and writes to the memory would not be, did the trail not record them', () => {
    const attacks = attacksOn(resources).filter(({ attack }) => attack.dataOf !== undefined);
    const seen = attacks.filter(({ resource, attack }) => isSeen(resource, attack));
    expect(new Set(seen.map(({ attack }) => attack.dataOf))).toEqual(new Set(['AWS::DynamoDB::Table']));
    const trails = resources.filter(({ Type }) => Type === 'AWS::CloudTrail::Trail');
    for (const { attack } of seen) {
      expect(trails.some((trail) => records(trail, attack))).toBe(true);
      expect(records({ ...trails[0], Properties: {} }, attack)).toBe(false);
      expect(records(trails[0], { ...attack, on: `${attack.on}-2`.replace('organization-trail', 'some') })).toBe(false);
    }
  });

  test('every attack on the log archive account is denied to its administrators', async () => {
    const allowed: string[] = [];
    for (const { resource, attack } of attacksOn(resources)) {
      if (resource.account === managementAccountId) continue;
      const who = role(logArchiveAccountId, 'administrator');
      const { does, on, where } = attack;
      const request = { who, does, on, ownedBy: logArchiveAccountId, ...(where && { where }) };
      if ((await decide(policies, request)) !== 'denied') allowed.push(describeAttack({ resource, attack }));
    }
    expect(allowed).toEqual([]);
  });

  test(`nothing is denied in the management account: ${MANAGEMENT_REASON}`, async () => {
    const who = role(managementAccountId, 'administrator');
    const [{ attack }] = attacksOn(resources.filter(({ Type }) => Type === 'AWS::CloudTrail::Trail'));
    expect(await decide(policies, { who, does: attack.does, on: attack.on })).toBe('allowed');
  });

  test('an attack on something else raises none and is denied to nobody', async () => {
    const [topic] = resources.filter(
      ({ Type, account }) => Type === 'AWS::SNS::Topic' && account === logArchiveAccountId,
    );
    const topicArn = arnOf(topic, 'sns', 'of-somebody-else');
    const attack = sns(topicArn, 'DeleteTopic', { topicArn });
    expect(isSeen(topic, attack)).toBe(false);
    const who = role(logArchiveAccountId, 'administrator');
    expect(await decide(policies, { who, does: attack.does, on: attack.on })).toBe('allowed');
  });

  function isSeen({ account, region }: Place, attack: Attack): boolean {
    const { source, call, parameters, more, isGlobal } = attack;
    if (!resources.some((resource) => records(resource, attack))) return false;
    const arrivesIn = isGlobal ? GLOBAL_REGION : region;
    const details = { awsRegion: arrivesIn, recipientAccountId: account, requestParameters: parameters, ...more };
    const event = eventOf(record(`${source}.amazonaws.com`, call, details));
    return resources.some(
      (rule) =>
        rule.Type === 'AWS::Events::Rule' &&
        rule.account === account &&
        rule.region === arrivesIn &&
        matchesEventPattern(rule.Properties.EventPattern as object, event),
    );
  }

  function guardrailOf(all: readonly Deployed[]): Policies {
    const ofType = (type: string) =>
      all
        .filter(({ Type, Properties }) => Type === 'AWS::Organizations::Policy' && Properties.Type === type)
        .map(({ Properties }) => Properties.Content as PolicyDocument);
    return {
      managementAccountId: configuration.managementAccountId,
      serviceControlPolicies: ofType('SERVICE_CONTROL_POLICY'),
      resourceControlPolicies: ofType('RESOURCE_CONTROL_POLICY'),
    };
  }
});

interface Selector {
  readonly FieldSelectors: readonly (Readonly<Partial<Record<string, readonly string[]>>> & {
    readonly Field: string;
  })[];
}

/** Whether a trail of the organization records a write: all that are management events, and data events that it selects. */
function records({ Type, Properties }: Resource, { dataOf, on }: Attack): boolean {
  if (Type !== 'AWS::CloudTrail::Trail') return false;
  if (dataOf === undefined) return true;
  const event: Record<string, string> = {
    ...{ eventCategory: 'Data', 'resources.type': dataOf, 'resources.ARN': on, readOnly: 'false' },
  };
  const selectors = (Properties.AdvancedEventSelectors ?? []) as readonly Selector[];
  return selectors.some(({ FieldSelectors }) =>
    FieldSelectors.every(({ Field, Equals, StartsWith, ...others }) => {
      if (!(Field in event) || Object.keys(others).length > 0)
        throw new Error(`not understood: a selector of ${Field}`);
      const value = event[Field];
      return (Equals ?? []).includes(value) || (StartsWith ?? []).some((prefix) => value.startsWith(prefix));
    }),
  );
}

interface Attacked {
  readonly resource: Deployed;
  readonly attack: Attack;
}

function attacksOn(resources: readonly Deployed[]): Attacked[] {
  return resources.flatMap((resource) => {
    const row = COVERAGE[resource.Type];
    return typeof row === 'function'
      ? row(withAliases(resource, resources)).map((attack) => ({ resource, attack }))
      : [];
  });
}

function withAliases(resource: Deployed, resources: readonly Deployed[]): Deployed {
  const targets = resources.filter(
    ({ Type, stack, Properties }) =>
      Type === 'AWS::KMS::Alias' &&
      stack === resource.stack &&
      Properties.TargetKeyId === arnOf(resource, 'kms', `key/${resource.id}`),
  );
  return { ...resource, aliases: targets.map((alias) => text(alias, 'AliasName')) };
}

function describeAttack({ resource, attack }: Attacked): string {
  return `${resource.stack} ${resource.id}: ${attack.does} on ${attack.on}`;
}
