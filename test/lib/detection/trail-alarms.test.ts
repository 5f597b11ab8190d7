import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmTopic, CisControl, ExtraFilter, TrailAlarms, type TrailAlarmsProps } from '../../../lib';
import { signIn } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { evaluateFilterPattern } from '../../support/filter-pattern/evaluate';
import { managementStack, organizationTrail, synthError, warnings } from '../../support/stacks';

const trail = organizationTrail();
const ALL = [...CisControl.all(), ...ExtraFilter.all()];
const GRAVE = ALL.filter(({ severity }) => ['CRITICAL', 'HIGH'].includes(severity));

function stackWith(props: Partial<TrailAlarmsProps> = {}) {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, ...props });
  return stack;
}

describe('by default', () => {
  const template = Template.fromStack(stackWith());

  test.each(ALL.map((filter) => [filter.filterName, filter] as const))(
    '%s is counted as Security Hub prescribes it',
    (filterName, { filterPattern }) => {
      template.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterName: `organization-trail-${filterName}`,
        LogGroupName: '/aws/cloudtrail/organization-trail',
        FilterPattern: filterPattern,
        MetricTransformations: [
          {
            MetricNamespace: 'LogMetrics',
            MetricName: `organization-trail-${filterName}`,
            MetricValue: '1',
            DefaultValue: 0,
          },
        ],
      });
    },
  );

  test.each(ALL.map(({ filterName }) => filterName))('%s raises an alarm at the first event', (filterName) => {
    // MetricName stands at the top, where Security Hub and others look for the alarm of a metric.
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `organization-trail-${filterName}`,
      Namespace: 'LogMetrics',
      MetricName: `organization-trail-${filterName}`,
      // Security Hub prescribes neither.
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['arn:aws:sns:us-east-1:111111111111:organization-trail-alarms'],
      OKActions: Match.absent(),
    });
  });

  test.each(ALL)('the description of $filterName says what happened and where to read on', (filter) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `organization-trail-${filter.filterName}`,
      AlarmDescription: Match.stringLikeRegexp(
        `^\\[${filter.severity}\\] .*runbook\\.md#${filter.filterName.toLowerCase()}$`,
      ),
    });
  });

  test('the pattern of every filter is short enough', () => {
    for (const { filterPattern } of ALL) expect(filterPattern.length).toBeLessThanOrEqual(1024);
  });

  test('nothing is warned of', () => {
    expect(warnings(stackWith(), 'Security Hub')).toEqual([]);
  });
});

describe('an override', () => {
  const off = { Properties: { ActionsEnabled: false } };
  const nameOf = ({ Properties }: { [key: string]: unknown }) => (Properties as { AlarmName: string }).AlarmName;

  test('switches an alarm off, leaves nothing behind that is not deployed, and says that Security Hub may fail it', () => {
    const stack = stackWith({
      overrides: [{ filter: CisControl.CLOUDWATCH_10, enabled: false, reason: 'the network team does' }],
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::MetricFilter', ALL.length);
    template.resourceCountIs('AWS::CloudWatch::Alarm', ALL.length + GRAVE.length);
    expect(Object.values(template.findResources('AWS::CloudWatch::Alarm', off)).map(nameOf)).toEqual([
      'organization-trail-SecurityGroupChanges',
    ]);
    expect(warnings(stack, 'Security Hub may fail CloudWatch.10: its alarm is switched off')).toHaveLength(1);
  });

  test.each([undefined, true])('with enabled: %s leaves an alarm on', (enabled) => {
    const stack = stackWith({ overrides: [{ filter: CisControl.CLOUDWATCH_10, enabled }] });
    expect(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', off)).toEqual({});
    expect(warnings(stack, 'Security Hub')).toEqual([]);
  });

  test('changes the threshold, and says that Security Hub may fail the control', () => {
    const stack = stackWith({ overrides: [{ filter: CisControl.CLOUDWATCH_2, threshold: 20 }] });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-UnauthorizedApiCalls',
      Threshold: 20,
    });
    expect(warnings(stack, 'Security Hub may fail CloudWatch.2')).toHaveLength(1);
  });

  test('changes the period', () => {
    const stack = stackWith({ overrides: [{ filter: CisControl.CLOUDWATCH_6, period: Duration.hours(1) }] });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-ConsoleAuthenticationFailures',
      Period: 3600,
    });
    expect(warnings(stack, 'Security Hub')).toEqual([]);
  });

  test('adds actions beside the topic', () => {
    const extra: cloudwatch.IAlarmAction = {
      bind: () => ({ alarmActionArn: 'arn:aws:ssm-incidents::1:response-plan/x' }),
    };
    const stack = stackWith({ overrides: [{ filter: CisControl.CLOUDWATCH_5, extraActions: [extra] }] });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-CloudTrailChanges',
      AlarmActions: [
        'arn:aws:ssm-incidents::1:response-plan/x',
        'arn:aws:sns:us-east-1:111111111111:organization-trail-alarms',
      ],
    });
  });

  test('of an extra filter concerns no control', () => {
    const stack = stackWith({
      overrides: [{ filter: ExtraFilter.SWITCH_ROLE, enabled: false, reason: 'daily life', threshold: 5 }],
    });
    expect(warnings(stack, 'Security Hub')).toEqual([]);
  });
});

test('a control that is left out is warned of', () => {
  const stack = stackWith({ filters: [CisControl.CLOUDWATCH_5] });
  Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 1);
  expect(warnings(stack, 'it has neither metric filter nor alarm')).toHaveLength(13);
});

describe('roles of an identity provider', () => {
  const roleArn = 'arn:aws:iam::333333333333:role/people/Engineer';
  const signInBy = (arn?: string) =>
    signIn('ConsoleLogin', 'Success', {
      userIdentity: { type: 'AssumedRole', ...(arn && { arn }) },
      additionalEventData: { MFAUsed: 'No' },
    });
  const pattern = (federatedRoleArns?: string[]) => {
    const { filterName } = ExtraFilter.SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS;
    const filters = Template.fromStack(stackWith({ federatedRoleArns })).findResources('AWS::Logs::MetricFilter', {
      Properties: { FilterName: `organization-trail-${filterName}` },
    });
    return String(Object.values(filters)[0].Properties.FilterPattern);
  };
  const named = [roleArn, 'arn:aws:iam::333333333333:role/Support'];

  test('raise no alarm where they are named', () => {
    const session = signInBy('arn:aws:sts::333333333333:assumed-role/Engineer/alice');
    expect(evaluateFilterPattern(pattern(), session)).toBe('match');
    expect(evaluateFilterPattern(pattern(named), session)).toBe('no match');
  });

  test.each([
    ['of another name', 'arn:aws:sts::333333333333:assumed-role/Engineers/alice'],
    ['of another account', 'arn:aws:sts::444444444444:assumed-role/Engineer/alice'],
    ['of the same name in another case', 'arn:aws:sts::333333333333:assumed-role/engineer/alice'],
    ['that is not recorded', undefined],
  ])('do not hide a role %s', (_, arn) => {
    expect(evaluateFilterPattern(pattern(named), signInBy(arn))).toBe('match');
  });

  test('leave the other filters as they are', () => {
    const patterns = (props: Partial<TrailAlarmsProps>) =>
      Object.values(Template.fromStack(stackWith(props)).findResources('AWS::Logs::MetricFilter')).map(
        ({ Properties }) => String(Properties.FilterPattern),
      );
    const all = patterns({});
    expect(patterns({ federatedRoleArns: named }).filter((one) => !all.includes(one))).toEqual([pattern(named)]);
  });

  test.each<[string, Partial<TrailAlarmsProps>, string]>([
    [
      'a pattern',
      { federatedRoleArns: ['arn:aws:iam::333333333333:role/*'] },
      'federatedRoleArns[0]: got "arn:aws:iam::333333333333:role/*"',
    ],
    [
      'one of another partition',
      { federatedRoleArns: ['arn:aws-cn:iam::333333333333:role/Engineer'] },
      'of the trail, aws',
    ],
    [
      'more than a pattern takes',
      {
        federatedRoleArns: Array.from({ length: 20 }, (_, index) => `arn:aws:iam::333333333333:role/Engineer${index}`),
      },
      'got "20 roles, with which the pattern has',
    ],
    [
      'some, where their filter is left out',
      { federatedRoleArns: named, filters: [CisControl.CLOUDWATCH_5] },
      'federatedRoleArns: got 2, expected roles where SignInWithoutMfaBesideIamUsers is one of the filters',
    ],
  ])('are rejected: %s', (_, props, message) => {
    expect(synthError(stackWith(props))).toContain(message);
  });
});

describe('errors', () => {
  const filter = CisControl.CLOUDWATCH_5;

  test.each<[string, TrailAlarmsProps['overrides'], string]>([
    ['a threshold of zero', [{ filter, threshold: 0 }], 'overrides[0].threshold: got 0, expected a number above 0'],
    ['half a minute', [{ filter, period: Duration.seconds(30) }], 'overrides[0].period: got "30 seconds"'],
    ['more than a day', [{ filter, period: Duration.days(2) }], 'overrides[0].period: got "172800 seconds"'],
    ['two for one filter', [{ filter }, { filter }], 'overrides[1].filter: got "CloudTrailChanges"'],
  ])('%s', (_, overrides, message) => {
    expect(synthError(stackWith({ overrides }))).toContain(message);
  });

  test('an override of a filter that is left out', () => {
    const stack = stackWith({ filters: [filter], overrides: [{ filter: CisControl.CLOUDWATCH_6, threshold: 3 }] });
    expect(synthError(stack)).toContain('expected one of the filters');
  });
});

describe('what others take from it', () => {
  const alarms = () => {
    const stack = managementStack();
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    return new TrailAlarms(stack, 'Alarms', { trail, alarmTopic });
  };

  test('the alarm of a filter, by its name', () => {
    const made = alarms();
    for (const { filterName } of ALL) expect(made.alarm(filterName).node.id).toBe(filterName);
  });

  test('by a name that is misspelled, an error with the names', () => {
    expect(() => alarms().alarm('CloudTrailChange')).toThrow(
      /^Stack\/Alarms has a problem:\n {2}- the name of the alarm: got "CloudTrailChange", expected RootAccountUsage, .*CloudTrailChanges, /,
    );
  });

  test('the metric of a filter, which is that of its alarm as a sum', () => {
    const made = alarms();
    const metric = made.metric(CisControl.CLOUDWATCH_5);
    expect(metric.with({ statistic: 'Maximum' }).toMetricConfig()).toEqual(
      made.alarm('CloudTrailChanges').metric.toMetricConfig(),
    );
    expect(metric.toMetricConfig().metricStat).toMatchObject({
      namespace: 'LogMetrics',
      metricName: 'organization-trail-CloudTrailChanges',
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
    expect(made.metric(CisControl.CLOUDWATCH_5, { period: Duration.hours(1) }).period.toHours()).toBe(1);
  });
});
