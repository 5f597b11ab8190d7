import { App, Duration } from 'aws-cdk-lib';
import { ConfigRecorder, OrganizationTrailStacks, TrailIdentity } from 'cdk-organization-trail';

const app = new App();

new OrganizationTrailStacks(app, 'AccountTrail', {
  trail: TrailIdentity.account({ accountId: '111111111111', homeRegion: 'eu-west-1' }),
  alarmEmails: ['security@example.com'],
  logArchive: { retention: Duration.days(400) },
  configRules: { configRecorder: ConfigRecorder.create() },
  stackNamePrefix: 'AccountTrail',
});
