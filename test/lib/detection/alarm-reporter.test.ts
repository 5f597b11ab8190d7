import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AlarmProfile,
  AlarmReporter,
  AlarmRoute,
  AlarmTopic,
  CisControl,
  ExtraFilter,
  TamperAlerts,
  TrailAlarms,
  type AlarmReporterOptions,
  type AlarmTopicOptions,
  type LogFilter,
  type TrailAlarmsOptions,
} from '../../../lib';
import { DIGEST_FILTERS, DIRECT_FILTERS } from '../../../lib/detection/alarm-routes';
import { fallbackMachine } from '../../../lib/detection/reports/fallback-machine';
import { REPORT_ALARMS } from '../../../lib/detection/reports/report-alarms';
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { record, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { Metrics, stateAt, type AlarmProperties } from '../../support/alarms/evaluate';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import {
  decide,
  deployedResources,
  policiesOfRole,
  resourcesOfType,
  role,
  service,
  theResource,
  type PolicyDocument,
} from '../../support/iam';
import { runStateMachine, type StateMachine } from '../../support/state-machine';
import { managementStack, organizationTrail, synthError } from '../../support/stacks';

const trail = organizationTrail();
const ACCOUNT = '111111111111';
const ALL: LogFilter[] = [...CisControl.all(), ...ExtraFilter.all()];
const arn = (name: string, resource: string) => `arn:aws:${name}:us-east-1:${ACCOUNT}:${resource}`;
const PEOPLE = arn('sns', 'organization-trail-alarms');
const REPORTS = arn('sns', 'organization-trail-alarm-reports');
const GRAVE_CONTROLS = [1, 3, 5, 6, 7, 9].map((number) => `CloudWatch.${number}`);

interface Given extends TrailAlarmsOptions, AlarmReporterOptions {
  readonly topic?: AlarmTopicOptions;
}

function stackWith({ topic, digestHour, ...alarms }: Given = {}): Stack {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'], ...topic });
  const reporter = new AlarmReporter(stack, 'Reporter', { trail, alarmTopic, digestHour });
  new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, reporter, ...alarms });
  new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys: [reporter.encryptionKey] });
  return stack;
}

function resourcesWith(given: Given = {}) {
  const deployment = { accountId: ACCOUNT, region: 'us-east-1' };
  return deployedResources(Template.fromStack(stackWith(given)).toJSON(), deployment);
}

const deployed = resourcesWith();
const deployedIn: Record<AlarmProfile, ReturnType<typeof resourcesWith>> = {
  [AlarmProfile.QUIET]: deployed,
  [AlarmProfile.SECURITY_HUB]: resourcesWith({ profile: AlarmProfile.SECURITY_HUB }),
};

type Properties = AlarmProperties & {
  readonly AlarmActions: string[];
  readonly OKActions: string[];
  readonly ActionsEnabled?: boolean;
};

function alarmOf(resources: typeof deployed, filterName: string): Properties {
  const found = theResource(resources, 'AWS::CloudWatch::Alarm', { AlarmName: `organization-trail-${filterName}` });
  return found.Properties as unknown as Properties;
}

function variables(resources: typeof deployed): Record<string, string> {
  const reporter = theResource(resources, 'AWS::Lambda::Function', {
    FunctionName: 'organization-trail-alarm-reporter',
  });
  return (reporter.Properties.Environment as { Variables: Record<string, string> }).Variables;
}

describe.each(Object.values(AlarmProfile))('in the profile %s', (profile) => {
  const resources = deployedIn[profile];

  test.each(ALL)('$filterName acts on a topic with a subscriber, and its actions are enabled', ({ filterName }) => {
    const { AlarmActions, ActionsEnabled = true } = alarmOf(resources, filterName);
    const topics = resourcesOfType(resources, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.TopicArn);
    expect(AlarmActions).toContain(REPORTS);
    for (const action of AlarmActions) expect(topics).toContain(action);
    expect(ActionsEnabled).toBe(true);
  });

  test.each(DIRECT_FILTERS)('$filterName goes to people without the reporter', ({ filterName }) => {
    expect(alarmOf(resources, filterName).AlarmActions).toContain(PEOPLE);
  });

  test('the reporter learns of each alarm that it is over, and people do not', () => {
    for (const { filterName } of ALL) expect(alarmOf(resources, filterName).OKActions).toEqual([REPORTS]);
  });

  test('the digest has what the reviewed list has, and nothing else', () => {
    const listed = profile === AlarmProfile.QUIET ? DIGEST_FILTERS.map(({ filter }) => filter.filterName) : [];
    expect((JSON.parse(variables(resources).DIGEST_FILTERS) as string[]).sort()).toEqual([...listed].sort());
  });

  test('every alarm that people get by the reporter alone starts the fallback, and no other', () => {
    const { Properties } = theResource(resources, 'AWS::Events::Rule', { Name: 'organization-trail-AlarmFallback' });
    const starts = (alarmName: string, value = 'ALARM') =>
      matchesEventPattern(Properties.EventPattern as object, alarmEvent(alarmName, value));
    for (const { filterName } of ALL) {
      const isAlone = !alarmOf(resources, filterName).AlarmActions.includes(PEOPLE);
      expect([filterName, starts(`organization-trail-${filterName}`)]).toEqual([filterName, isAlone]);
      expect(starts(`organization-trail-${filterName}`, 'OK')).toBe(false);
    }
    expect(starts('of-somebody-else')).toBe(false);
  });
});

test('the profiles differ in nothing that Security Hub looks at', () => {
  const visible = (resources: typeof deployed) =>
    ['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::SNS::Subscription'].map((type) =>
      resourcesOfType(resources, type),
    );
  expect(visible(deployedIn.quiet)).toEqual(visible(deployedIn.securityHub));
});

describe('the lists', () => {
  const names = (filters: readonly LogFilter[]) => filters.map(({ filterName }) => filterName);
  const digest = DIGEST_FILTERS.map(({ filter }) => filter);

  test('have the grave controls, and what is CRITICAL, among those that are direct', () => {
    const grave = CisControl.all().filter(({ controlId }) => GRAVE_CONTROLS.includes(controlId));
    const critical = ALL.filter(({ severity }) => severity === 'CRITICAL');
    expect(names(DIRECT_FILTERS)).toEqual(expect.arrayContaining(names([...grave, ...critical])));
  });

  test('have nothing of these, and no credentials, organization or protection, in the digest', () => {
    const never = [...DIRECT_FILTERS, ExtraFilter.CREDENTIAL_CHANGES, ExtraFilter.RIGHTS_CHANGES];
    const ofOrganization = [ExtraFilter.ORGANIZATION_CHANGES, ExtraFilter.ORGANIZATION_CONTROL_CHANGES];
    for (const filter of [...never, ...ofOrganization, ExtraFilter.KEY_PROTECTION_CHANGES])
      expect(names(digest)).not.toContain(filter.filterName);
  });

  test('give a reason for each in the digest', () => {
    for (const { reason } of DIGEST_FILTERS) expect(reason).toMatch(/\w+ \w+/);
  });
});

describe('a route that was chosen', () => {
  const { CLOUDWATCH_4, CLOUDWATCH_5 } = CisControl;

  test('holds', () => {
    const resources = resourcesWith({
      overrides: [
        { filter: CLOUDWATCH_4, route: AlarmRoute.DIRECT },
        { filter: ExtraFilter.SWITCH_ROLE, route: AlarmRoute.REPORT },
      ],
    });
    expect(alarmOf(resources, CLOUDWATCH_4.filterName).AlarmActions).toContain(PEOPLE);
    expect(JSON.parse(variables(resources).DIGEST_FILTERS)).not.toContain('SwitchRole');
  });

  test.each<[string, Given, RegExp]>([
    [
      'that makes a grave alarm depend on the reporter',
      route(CLOUDWATCH_5, AlarmRoute.REPORT),
      /expected direct for CloudTrailChanges/,
    ],
    [
      'that reports a grave alarm once a day',
      route(CLOUDWATCH_5, AlarmRoute.DIGEST),
      /expected direct for CloudTrailChanges/,
    ],
    [
      'that reports new credentials once a day',
      route(ExtraFilter.CREDENTIAL_CHANGES, AlarmRoute.DIGEST),
      /expected report or direct for CredentialChanges/,
    ],
    [
      'that there is not',
      route(CLOUDWATCH_4, 'never' as never),
      /overrides\[0\].route: got "never", expected "direct" or/,
    ],
    [
      'for a profile that there is not',
      { profile: 'silent' as never },
      /profile: got "silent", expected "securityHub" or "quiet"/,
    ],
    [
      'without a reason for silence',
      { overrides: [{ filter: CLOUDWATCH_4, enabled: false, reason: ' ' }] },
      /overrides\[0\].reason/,
    ],
    ['at an hour that there is not', { digestHour: 24 }, /digestHour: got 24, expected a whole number from 0 to 23/],
  ])('%s is rejected', (_, given, message) => {
    expect(synthError(stackWith(given))).toMatch(message);
  });

  test('without a reporter is rejected, and so is the quiet profile', () => {
    const stack = managementStack();
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    const overrides = [{ filter: CLOUDWATCH_4, route: AlarmRoute.DIRECT }];
    new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, profile: AlarmProfile.QUIET, overrides });
    const error = synthError(stack);
    expect(error).toMatch(/profile: got "quiet", expected securityHub where there is no reporter/);
    expect(error).toMatch(/overrides\[0\].route: got "direct", expected none where there is no reporter/);
  });

  test('that is silence is shown with its reason', () => {
    const stack = stackWith({
      overrides: [{ filter: CLOUDWATCH_4, enabled: false, reason: 'the platform team looks' }],
    });
    expect(Object.values(Template.fromStack(stack).findOutputs('*'))).toContainEqual(
      expect.objectContaining({ Value: 'Alarms that notify nobody: IamPolicyChanges (the platform team looks).' }),
    );
  });

  function route(filter: LogFilter, to: AlarmRoute): Given {
    return { overrides: [{ filter, route: to }] };
  }
});

describe('the reporter', () => {
  test('is given topics, names and the hour', () => {
    const topic = { critical: { emailAddresses: ['pager@example.com'] }, notifyWhenOver: true };
    const given = variables(resourcesWith({ topic, digestHour: 0 }));
    expect(JSON.parse(given.ALARM_TOPICS)).toEqual({ CRITICAL: `${PEOPLE}-critical`, HIGH: PEOPLE, other: PEOPLE });
    expect(JSON.parse(given.OWN_NAMES)).toEqual(
      expect.arrayContaining(['organization-trail-', 'trail-logs-222222222222-us-east-1', 'organization-trail']),
    );
    expect(given.DIGEST_HOUR).toBe('0');
    expect(JSON.parse(given.OVER_FILTERS)).toContain('CredentialChanges');
    expect(JSON.parse(given.OVER_FILTERS)).not.toContain('CloudTrailChanges');
    expect(variables(deployed)).toMatchObject({ DIGEST_HOUR: '7', OVER_FILTERS: '[]' });
  });

  test('fits into the environment of a function', () => {
    const size = Object.entries(variables(deployed)).flat().join('').length;
    expect(size).toBeLessThan(4096);
  });

  test('hands what fails to people, and keeps what it was not given', () => {
    const template = Template.fromStack(stackWith());
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: PEOPLE } },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: REPORTS,
      RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'organization-trail-alarm-reports-dead-letters') },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'sns.amazonaws.com',
      SourceArn: REPORTS,
      SourceAccount: ACCOUNT,
    });
  });

  test.each(REPORT_ALARMS)('$name reaches people without it', ({ name }) => {
    expect(alarmOf(deployed, name).AlarmActions).toEqual([PEOPLE]);
  });

  test('comes on when no digest was sent for more than a day, and not before', () => {
    const alarm = alarmOf(deployed, 'AlarmDigestMissing');
    const hour = 3_600_000;
    const [start, metrics] = [Date.UTC(2026, 2, 2), new Metrics()];
    metrics.record(
      'OrganizationTrail/AlarmReports',
      'DigestsSent',
      { trail: 'organization-trail' },
      { time: start, value: 1 },
    );
    expect([25, 28].map((hours) => stateAt(alarm, metrics, start + hours * hour, 'OK'))).toEqual(['OK', 'ALARM']);
  });

  test('goes with its stack, as nothing of it is evidence', () => {
    const kept = Object.entries(
      Template.fromStack(stackWith()).toJSON().Resources as Record<string, { DeletionPolicy?: string }>,
    )
      .filter(([id, { DeletionPolicy }]) => id.startsWith('Reporter') && DeletionPolicy === 'Retain')
      .map(([id]) => id);
    expect(kept).toEqual([]);
  });
});

describe('policies', () => {
  const of = (roleName: string) => role(ACCOUNT, roleName, ...policiesOfRole(deployed, roleName));
  const reporter = of('organization-trail-alarm-reporter');
  const table = arn('dynamodb', 'table/organization-trail-alarm-reports');

  test.each<[string, string, 'allowed' | 'denied']>([
    ['logs:FilterLogEvents', arn('logs', 'log-group:/aws/cloudtrail/organization-trail:*'), 'allowed'],
    ['logs:DescribeMetricFilters', arn('logs', 'log-group:/aws/cloudtrail/organization-trail'), 'allowed'],
    ['logs:FilterLogEvents', arn('logs', 'log-group:another:*'), 'denied'],
    ['logs:PutMetricFilter', arn('logs', 'log-group:/aws/cloudtrail/organization-trail'), 'denied'],
    ['sns:Publish', PEOPLE, 'allowed'],
    ['sns:Publish', REPORTS, 'denied'],
    ['sns:SetTopicAttributes', PEOPLE, 'denied'],
    ['dynamodb:PutItem', table, 'allowed'],
    ['dynamodb:PutItem', `${table}-of-others`, 'denied'],
    ['dynamodb:DeleteTable', table, 'denied'],
    ['cloudwatch:SetAlarmState', arn('cloudwatch', 'alarm:organization-trail-RootAccountUsage'), 'denied'],
    ['cloudtrail:StopLogging', trail.trailArn, 'denied'],
  ])('%s on %s is %s to the reporter', async (does, on, decision) => {
    expect((await decide({}, { who: reporter, does, on })) === 'allowed').toBe(decision === 'allowed');
  });

  test('nobody but the reporter writes into its table', async () => {
    const resourcePolicy = (
      theResource(deployed, 'AWS::DynamoDB::Table').Properties.ResourcePolicy as { PolicyDocument: PolicyDocument }
    ).PolicyDocument;
    const administrator = role(ACCOUNT, 'administrator');
    for (const does of ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'])
      expect(await decide({ resourcePolicy }, { who: administrator, does, on: table })).not.toBe('allowed');
    expect(await decide({ resourcePolicy }, { who: reporter, does: 'dynamodb:UpdateItem', on: table })).toBe('allowed');
  });

  test.each([
    ['the alarm of a filter', 'organization-trail-VpcChanges', ACCOUNT, 'allowed'],
    ['another alarm', 'another', ACCOUNT, 'denied'],
    ['an alarm of another account', 'organization-trail-VpcChanges', '999999999999', 'denied'],
  ])('CloudWatch may publish for %s: %s of %s is %s', async (_, alarmName, account, decision) => {
    const policies = resourcesOfType(deployed, 'AWS::SNS::TopicPolicy').map(({ Properties }) => Properties);
    const { PolicyDocument: resourcePolicy } = policies.find(({ Topics }) => String(Topics) === REPORTS) as {
      PolicyDocument: PolicyDocument;
    };
    const where = {
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${account}:alarm:${alarmName}`,
      'aws:SecureTransport': 'true',
    };
    const who = service('cloudwatch.amazonaws.com');
    const publish = await decide({ resourcePolicy }, { who, does: 'sns:Publish', on: REPORTS, where });
    expect(publish === 'allowed').toBe(decision === 'allowed');
  });

  test('the fallback reads what was handled and publishes, and writes nothing', async () => {
    const who = of('organization-trail-alarm-fallback');
    const allowed = async (does: string, on: string) => (await decide({}, { who, does, on })) === 'allowed';
    expect(await allowed('dynamodb:GetItem', table)).toBe(true);
    expect(await allowed('sns:Publish', PEOPLE)).toBe(true);
    expect(await allowed('dynamodb:PutItem', table)).toBe(false);
    expect(await allowed('lambda:InvokeFunction', arn('lambda', 'function:organization-trail-alarm-reporter'))).toBe(
      false,
    );
  });
});

describe('without the reporter', () => {
  const machine = fallbackMachine({
    ...{ partition: 'aws', tableName: 'reports', topicArn: PEOPLE, trailName: 'organization-trail', waitSeconds: 600 },
  }) as StateMachine;

  async function fallback(answer: () => unknown, publish: () => unknown = () => ({})) {
    const [messages, waits]: [Record<string, unknown>[], number[]] = [[], []];
    const execution = await runStateMachine(machine, alarmEvent('organization-trail-VpcChanges'), {
      invoke: () => Promise.reject(new Error('it calls no function')),
      readObject: () => Promise.reject(new Error('it reads no object')),
      writeObject: () => Promise.reject(new Error('it writes no object')),
      onWait: (seconds) => void waits.push(seconds),
      callService: async (call, parameters) => {
        if (call === 'dynamodb:getItem') {
          expect(parameters).toMatchObject({ Key: { pk: { S: 'alarm' }, sk: { S: 'organization-trail-VpcChanges' } } });
          return answer();
        }
        await Promise.resolve(publish());
        messages.push(parameters);
        return { MessageId: 'm' };
      },
    });
    return { execution, messages, waits };
  }

  const item = (handledAt: string) => () => ({ Item: { handledAt: { S: handledAt } } });
  const failing = (name: string) => () => {
    throw Object.assign(new Error(name), { name });
  };

  test.each<[string, () => unknown]>([
    ['nothing is known of the alarm', () => ({})],
    ['it was handled before, and not since', item('2026-03-02T08:14:59.999Z')],
    ['what is known of it makes no sense', item('soon')],
    ['the table is gone', failing('DynamoDb.ResourceNotFoundException')],
    ['its key is disabled', failing('DynamoDb.AccessDeniedException')],
    ['nothing answers', failing('States.Timeout')],
  ])('the alarm itself reaches people after ten minutes where %s', async (_, answer) => {
    const { execution, messages, waits } = await fallback(answer);
    expect([execution.status, waits[0]]).toEqual(['SUCCEEDED', 600]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ TopicArn: PEOPLE, Subject: 'Alarm without report, organization-trail' });
    expect(messages[0].Message).toContain(
      'The alarm organization-trail-VpcChanges is on and was not reported within 10 minutes',
    );
    expect(messages[0].Message).toContain('runbook.md#vpcchanges');
  });

  test.each(['2026-03-02T08:15:00.000Z', '2026-03-02T08:16:30.123Z'])(
    'people get nothing more where it was handled at %s',
    async (time) => {
      const { execution, messages } = await fallback(item(time));
      expect([execution.status, messages]).toEqual(['SUCCEEDED', []]);
    },
  );

  test('an alarm that can not be sent either fails, which an alarm sees', async () => {
    expect((await fallback(() => ({}), failing('Sns.NotFoundException'))).execution.status).toBe('FAILED');
    const metrics = new Metrics();
    const dimensions = { StateMachineArn: arn('states', 'stateMachine:organization-trail-alarm-fallback') };
    metrics.record('AWS/States', 'ExecutionsFailed', dimensions, { time: 0, value: 1 });
    expect(stateAt(alarmOf(deployed, 'AlarmFallbackFailed'), metrics, 300_000, 'OK')).toBe('ALARM');
  });

  const functionName = 'organization-trail-alarm-reporter';
  const key = arn(
    'kms',
    `key/${Object.keys(deployed).find((id) => /^ReporterKey.*Resource|^ReporterKey[A-F0-9]{8}$/.test(id))}`,
  );

  // What each leaves undone is the mark in the table: the code that writes it does not run, or not to its end.
  test.each<[string, string, string, CloudTrailRecord]>([
    ['its code is replaced', 'lambda', 'UpdateFunctionCode20150331v2', { functionName }],
    [
      'its concurrency is 0',
      'lambda',
      'PutFunctionConcurrency20171031',
      { functionName, reservedConcurrentExecutions: 0 },
    ],
    ['its permission to be invoked is removed', 'lambda', 'RemovePermission20150331v2', { functionName }],
    ['its role is emptied', 'iam', 'DeleteRolePolicy', { roleName: functionName }],
    ['its key is disabled', 'kms', 'DisableKey', { keyId: key }],
    ['its log group is deleted', 'logs', 'DeleteLogGroup', { logGroupName: `/aws/lambda/${functionName}` }],
    ['its topic is deleted', 'sns', 'DeleteTopic', { topicArn: REPORTS }],
    ['its subscription is removed', 'sns', 'Unsubscribe', { subscriptionArn: `${REPORTS}:x` }],
    ['the log group of the trail is deleted', 'logs', 'DeleteLogGroup', { logGroupName: trail.logGroupName }],
    ['its metric filter is deleted', 'logs', 'DeleteMetricFilter', { logGroupName: trail.logGroupName }],
    ['its schedule is deleted', 'scheduler', 'DeleteSchedule', { name: 'organization-trail-alarm-reports' }],
    ['the rule of the fallback is disabled', 'events', 'DisableRule', { name: 'organization-trail-AlarmFallback' }],
    [
      'the fallback is deleted',
      'states',
      'DeleteStateMachine',
      { stateMachineArn: arn('states', 'stateMachine:organization-trail-alarm-fallback') },
    ],
    ['its table is deleted', 'dynamodb', 'DeleteTable', { tableName: 'organization-trail-alarm-reports' }],
  ])('people are alerted when %s', (_, source, call, requestParameters) => {
    const details = { awsRegion: 'us-east-1', requestParameters };
    const event = eventOf(record(`${source}.amazonaws.com`, call, details));
    const targets = resourcesOfType(deployed, 'AWS::Events::Rule')
      .filter(({ Properties }) => matchesEventPattern(Properties.EventPattern as object, event))
      .flatMap(({ Properties }) => Properties.Targets as { Arn: string }[])
      .filter(({ Arn }) => !Arn.includes(':event-bus/'));
    expect(targets).not.toEqual([]);
    for (const target of targets) expect(target).toMatchObject({ Arn: PEOPLE });
  });
});

test('an alarm of it is found by its name', () => {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const reporter = new AlarmReporter(stack, 'Reporter', { trail, alarmTopic });
  expect(reporter.alarm('AlarmReporterErrors')).toBe(reporter.alarms[0]);
  expect(reporter.topicArn).toBe(REPORTS);
  expect(() => reporter.alarm('Other')).toThrow('AlarmDigestMissing');
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(15 minutes)',
    Target: Match.objectLike({ Input: '{"mode":"follow"}' }),
  });
});

/** As CloudWatch documents it. */
function alarmEvent(alarmName: string, value = 'ALARM') {
  return {
    version: '0',
    id: 'c4c1c1c9-0000-4000-8000-000000000000',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    time: '2026-03-02T08:15:00Z',
    region: 'us-east-1',
    resources: [arn('cloudwatch', `alarm:${alarmName}`)],
    detail: {
      alarmName,
      configuration: {
        description: '[MEDIUM] Somebody changed a VPC. What to do: https://example.com/runbook.md#vpcchanges',
      },
      previousState: { value: 'OK' },
      state: { value, reason: 'Threshold Crossed', timestamp: '2026-03-02T08:15:00.000+0000' },
    },
  };
}
