import { App, Stack } from 'aws-cdk-lib';
import {
  AlarmTopic,
  TamperAlerts,
  TrailAlarms,
  TrailDashboard,
  TrailIdentity,
  TrailQueries,
} from 'cdk-organization-trail';

const app = new App();
const stack = new Stack(app, 'TrailDetection', { env: { account: '111111111111', region: 'us-east-1' } });

const trail = TrailIdentity.organization({
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeRegion: 'us-east-1',
  trailName: 'existing-trail',
  logGroupName: 'existing-trail-events',
  logArchiveAccountId: '222222222222',
  logBucketName: 'existing-trail-logs',
});

const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
const trailAlarms = new TrailAlarms(stack, 'Alarms', { trail, alarmTopic });
const tamperAlerts = new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic });

new TrailQueries(stack, 'Queries', { trail });
new TrailDashboard(stack, 'Dashboard', { trail, trailAlarms, tamperAlerts });
