// What cdk.json says about alarms, in the templates.
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../../bin/app';
import type { AppConfiguration } from '../../bin/app-configuration';
import { LAYOUTS } from './layouts';

const good = LAYOUTS['a single account without an organization'];
const ARN = 'arn:aws:sns:us-east-1:111111111111:account-trail-alarms';

function templateOf(changes: Partial<AppConfiguration>): Template {
  return Template.fromStack(addStacks(new App(), { ...good, ...changes }).trailStack);
}

function variables(template: Template): Record<string, string> {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: 'account-trail-alarm-reporter' } }),
  );
  return (found.Properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables;
}

test('routes, profile, hour, alarms and exceptions hold', () => {
  const template = templateOf({
    criticalAlarmEmails: ['pager@example.com'],
    highAlarmEmails: ['on-call@example.com'],
    notifyWhenOver: true,
    digestHour: 5,
    alarms: [
      { filter: 'UnauthorizedApiCalls', threshold: 50, periodMinutes: 60 },
      { filter: 'SwitchRole', off: 'people switch roles all day' },
      { filter: 'IamPolicyChanges', route: 'report' },
    ],
    alarmExceptions: [
      {
        ...{ filter: 'OrganizationChanges', principalArn: 'arn:aws:iam::111111111111:role/account-factory' },
        ...{ reason: 'it makes accounts', expires: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) },
      },
    ],
  });
  const alarm = (name: string, properties: object) =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `account-trail-${name}`, ...properties });
  alarm('CloudTrailChanges', {
    AlarmActions: Match.arrayWith([`${ARN}-critical`]),
    OKActions: Match.arrayWith([`${ARN}-critical`]),
  });
  alarm('RootAccountUsage', { AlarmActions: Match.arrayWith([`${ARN}-high`]) });
  alarm('UnauthorizedApiCalls', { Threshold: 50, Period: 3600 });
  alarm('SwitchRole', { ActionsEnabled: false });
  expect(variables(template)).toMatchObject({ DIGEST_HOUR: '5' });
  expect(variables(template).DIGEST_FILTERS).not.toContain('IamPolicyChanges');
  expect(variables(template).DIGEST_FILTERS).toContain('SecurityGroupChanges');
  expect(JSON.stringify(template.findResources('AWS::Logs::MetricFilter'))).toContain('assumed-role/account-factory/*');
});

test('the profile is quiet unless another one is chosen', () => {
  expect(variables(templateOf({})).DIGEST_FILTERS).toContain('SecurityGroupChanges');
  expect(variables(templateOf({ alarmProfile: 'securityHub' })).DIGEST_FILTERS).toBe('[]');
});

test('a filter that there is not is rejected with those that there are', () => {
  expect(() => templateOf({ alarms: [{ filter: 'Other' }] })).toThrow(
    /alarms\[0\].filter: got "Other", expected one of RootAccountUsage,/,
  );
});
