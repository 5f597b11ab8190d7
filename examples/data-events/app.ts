import { App, aws_budgets as budgets } from 'aws-cdk-lib';
import { DataEvents, OrganizationTrailStacks, TrailIdentity } from 'cdk-organization-trail';

const app = new App();
const alarmEmails = ['security@example.com'];

const { trailStack } = new OrganizationTrailStacks(app, 'OrganizationTrail', {
  trail: TrailIdentity.organization({
    organizationId: 'o-exampleorgid',
    managementAccountId: '111111111111',
    logArchiveAccountId: '222222222222',
    homeRegion: 'us-east-1',
  }),
  alarmEmails,
  guardrailTargetIds: ['r-abcd'],
  organizationTrail: {
    dataEvents: [
      DataEvents.s3Objects({
        writeOnly: true,
        resourceArnPrefixes: ['arn:aws:s3:::example-payroll/', 'arn:aws:s3:::example-customers/'],
      }),
      DataEvents.logBucketDeletions(),
    ],
  },
});

new budgets.CfnBudget(trailStack, 'CloudTrailBudget', {
  budget: {
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    budgetLimit: { amount: 200, unit: 'USD' },
    costFilters: { Service: ['AWS CloudTrail'] },
  },
  notificationsWithSubscribers: [
    {
      notification: { notificationType: 'FORECASTED', comparisonOperator: 'GREATER_THAN', threshold: 80 },
      subscribers: alarmEmails.map((address) => ({ subscriptionType: 'EMAIL', address })),
    },
  ],
});
