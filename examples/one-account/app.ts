import { App } from 'aws-cdk-lib';
import { ConfigRecorder, OrganizationTrailStacks, TrailIdentity } from 'cdk-organization-trail';

const app = new App();

new OrganizationTrailStacks(app, 'OrganizationTrail', {
  trail: TrailIdentity.organization({
    organizationId: 'o-exampleorgid',
    managementAccountId: '111111111111',
    homeRegion: 'us-east-1',
  }),
  alarmEmails: ['security@example.com'],
  configRules: { configRecorder: ConfigRecorder.create() },
  omit: { guardrail: 'no policy of the organization binds the management account, where all of it is' },
});
