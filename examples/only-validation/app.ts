import { App, Duration, Stack } from 'aws-cdk-lib';
import { AlarmTopic, DigestValidation, LogArchive, TrailIdentity } from 'cdk-organization-trail';

const app = new App();
const stack = new Stack(app, 'DigestValidation', { env: { account: '222222222222', region: 'us-east-1' } });

const trail = TrailIdentity.organization({
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  logArchiveAccountId: '222222222222',
  homeRegion: 'us-east-1',
  trailName: 'existing-trail',
  logBucketName: 'existing-trail-logs',
  keyAliasName: 'alias/existing-trail',
});

const logArchive = LogArchive.fromLogArchiveAttributes(stack, 'LogArchive', {
  trail,
  retention: Duration.days(365),
  policiesReviewed: { reason: 'compared with the statements that the synthesis shows, on 2026-11-02' },
});

const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });

new DigestValidation(stack, 'DigestValidation', { logArchive, alarmTopic });
