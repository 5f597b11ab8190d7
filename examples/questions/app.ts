import { App } from 'aws-cdk-lib';
import {
  ConsumerTrust,
  LogDelivery,
  MessageForm,
  OrganizationTrailStacks,
  TrailIdentity,
} from 'cdk-organization-trail';

const app = new App();

new OrganizationTrailStacks(app, 'OrganizationTrail', {
  trail: TrailIdentity.organization({
    organizationId: 'o-exampleorgid',
    managementAccountId: '111111111111',
    logArchiveAccountId: '222222222222',
    homeRegion: 'us-east-1',
  }),
  alarmEmails: ['security@example.com'],
  guardrailTargetIds: ['r-abcd'],
  athena: {
    readerArns: ['arn:aws:iam::222222222222:role/analyst', 'arn:aws:iam::222222222222:role/incident-response'],
    accountIds: ['111111111111', '222222222222', '333333333333'],
  },
  consumers: [
    {
      consumerName: 'siem',
      delivery: LogDelivery.sqs({ messageForm: MessageForm.S3 }),
      trust: ConsumerTrust.vendor({ accountId: '444444444444', externalId: 'example-external-id' }),
    },
  ],
});
