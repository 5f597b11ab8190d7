import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {
  AlarmTopic,
  CisControl,
  ExtraFilter,
  OrganizationTrail,
  TamperAlerts,
  TrailAlarms,
  TrailConfigRules,
  TrailDashboard,
} from '../../../lib';
import { managementStack, ORGANIZATION, organizationTrail } from '../../support/stacks';

interface Widget {
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

const trail = organizationTrail();

function dashboardIn(account: string): { dashboard: TrailDashboard; widgets: () => Widget[]; name: () => string } {
  const stack = new Stack(new App(), 'Stack', { env: { account, region: ORGANIZATION.homeRegion } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const trailAlarms =
    account === ORGANIZATION.managementAccountId ? new TrailAlarms(stack, 'Alarms', { trail, alarmTopic }) : undefined;
  const tamperAlerts = new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic });
  const dashboard = new TrailDashboard(stack, 'Dashboard', { trail, trailAlarms, tamperAlerts });
  const properties = () =>
    Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'))[0].Properties as {
      DashboardName: string;
      DashboardBody: { 'Fn::Join': [string, unknown[]] };
    };
  const body = () => properties().DashboardBody['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x'));
  return {
    dashboard,
    widgets: () => (JSON.parse(body().join('')) as { widgets: Widget[] }).widgets,
    name: () => properties().DashboardName,
  };
}

const text = (widgets: readonly Widget[]) => JSON.stringify(widgets);

describe('in the management account', () => {
  const { widgets, name } = dashboardIn(ORGANIZATION.managementAccountId);

  test('has the name of the trail', () => {
    expect(name()).toBe('organization-trail-dashboard');
  });

  test.each([
    ['In the last day', '-P1D'],
    ['In the last week', '-P7D'],
  ])('shows each control and extra filter: %s', (title, start) => {
    const [controls] = widgets().filter(({ properties }) => properties.title === title);
    expect(controls.properties).toMatchObject({ start, setPeriodToTimeRange: true });
    for (const { filterName } of [...CisControl.all(), ...ExtraFilter.all()]) {
      expect(text([controls])).toContain(`organization-trail-${filterName}"`);
    }
  });

  test('shows the alarms that are on', () => {
    const on = widgets().find(({ properties }) => properties.title === 'On now')!;
    expect(on.type).toBe('alarm');
    expect(on.properties.states).toEqual(['ALARM']);
    expect(on.properties.alarms).toHaveLength(14 + ExtraFilter.all().length + 20);
  });

  test('shows whether events arrive in the log group', () => {
    expect(text(widgets())).toMatch(
      /"AWS\/Logs","IncomingLogEvents","LogGroupName","\/aws\/cloudtrail\/organization-trail"/,
    );
  });

  test('shows how often each alert notified people', () => {
    expect(text(widgets())).toContain('"AWS/Events","TriggeredRules","RuleName","organization-trail-TrailTampering"');
  });
});

describe('in the log archive account', () => {
  const { widgets } = dashboardIn(ORGANIZATION.logArchiveAccountId);

  test('shows whether objects arrive in the bucket', () => {
    expect(text(widgets())).toContain('"AWS/S3","NumberOfObjects","BucketName","trail-logs-222222222222-us-east-1"');
  });

  test('shows nothing of a log group that is not there', () => {
    expect(text(widgets())).not.toContain('IncomingLogEvents');
  });
});

test('other parts add rows of their own', () => {
  const { dashboard, widgets } = dashboardIn(ORGANIZATION.logArchiveAccountId);
  dashboard.addRow('Validation', new cloudwatch.TextWidget({ markdown: 'verified' }));
  expect(text(widgets().slice(-2))).toMatch(/## Validation.*verified/);
});

test('shows the alarms about the repair', () => {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const organizationTrailOfStack = new OrganizationTrail(stack, 'Trail', { trail });
  const configRules = new TrailConfigRules(stack, 'Rules', { organizationTrail: organizationTrailOfStack, alarmTopic });
  new TrailDashboard(stack, 'Dashboard', { trail, configRules });
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(configRules.alarms).not.toEqual([]);
  for (const alarm of configRules.alarms) {
    expect(JSON.stringify(Properties)).toContain(stack.getLogicalId(alarm.node.defaultChild as cloudwatch.CfnAlarm));
  }
});
