import { App } from 'aws-cdk-lib';
import { OrganizationTrailStacks, TrailIdentity, TrailPrincipals } from 'cdk-organization-trail';

const app = new App();

new OrganizationTrailStacks(app, 'OrganizationTrail', {
  trail: TrailIdentity.organization({
    organizationId: 'o-exampleorgid',
    managementAccountId: '111111111111',
    logArchiveAccountId: '222222222222',
    homeRegion: 'us-east-1',
    principals: new TrailPrincipals({ breakGlassRoleArns: ['arn:aws:iam::222222222222:role/break-glass'] }),
  }),
  alarmEmails: ['security@example.com'],
  guardrailTargetIds: ['r-abcd'],
});
