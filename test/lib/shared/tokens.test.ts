// What is known at deployment only is let through, by every construct.
import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTopic,
  DataEvents,
  DigestValidation,
  LogArchive,
  LogConsumer,
  OrganizationTrail,
  TamperAlerts,
  TrailAlarms,
  TrailAthena,
  TrailConfigRules,
  TrailDashboard,
  TrailGuardrail,
  TrailIdentity,
  TrailQueries,
  type OrganizationTrailIdentityProps,
} from '../../../lib';
import { ORGANIZATION, UNRESOLVED } from '../../support/stacks';

type Build = (stack: Stack, trail: TrailIdentity) => unknown;

const topic = (stack: Stack, trail: TrailIdentity) =>
  new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });

const CONSTRUCTS: [string, 'management' | 'archive', Build][] = [
  ['AlarmTopic', 'management', topic],
  ['LogArchive', 'archive', (stack, trail) => new LogArchive(stack, 'Construct', { trail })],
  [
    'an archive that exists already',
    'archive',
    (stack, trail) =>
      LogArchive.fromLogArchiveAttributes(stack, 'Construct', { trail, policiesReviewed: { reason: 'read' } }),
  ],
  [
    'OrganizationTrail',
    'management',
    (stack, trail) =>
      new OrganizationTrail(stack, 'Construct', {
        trail,
        deliveryNotifications: true,
        dataEvents: [DataEvents.s3Objects(), DataEvents.logBucketDeletions()],
      }),
  ],
  [
    'TrailAlarms',
    'management',
    (stack, trail) => new TrailAlarms(stack, 'Construct', { trail, alarmTopic: topic(stack, trail) }),
  ],
  [
    'TamperAlerts',
    'management',
    (stack, trail) => new TamperAlerts(stack, 'Construct', { trail, alarmTopic: topic(stack, trail) }),
  ],
  ['TrailDashboard', 'management', (stack, trail) => new TrailDashboard(stack, 'Construct', { trail })],
  ['TrailQueries', 'management', (stack, trail) => new TrailQueries(stack, 'Construct', { trail })],
  [
    'TrailConfigRules',
    'management',
    (stack, trail) =>
      new TrailConfigRules(stack, 'Construct', {
        organizationTrail: new OrganizationTrail(stack, 'Trail', { trail }),
        alarmTopic: topic(stack, trail),
      }),
  ],
  [
    'TrailGuardrail',
    'management',
    (stack, trail) => new TrailGuardrail(stack, 'Construct', { trail, targetIds: ['r-examplerootid'] }),
  ],
  [
    'TrailAthena',
    'archive',
    (stack, trail) => new TrailAthena(stack, 'Construct', { trail, alarmTopic: topic(stack, trail) }),
  ],
  [
    'LogConsumer',
    'archive',
    (stack, trail) =>
      new LogConsumer(stack, 'Construct', { trail, alarmTopic: topic(stack, trail), consumerName: 'splunk' }),
  ],
  [
    'DigestValidation',
    'archive',
    (stack, trail) =>
      new DigestValidation(stack, 'Construct', {
        logArchive: new LogArchive(stack, 'LogArchive', { trail }),
        alarmTopic: topic(stack, trail),
      }),
  ],
];

const PROPERTIES: (keyof OrganizationTrailIdentityProps)[] = [
  'organizationId',
  'managementAccountId',
  'logArchiveAccountId',
  'homeRegion',
  'partition',
  'trailName',
  'logBucketName',
  'accessLogBucketName',
  'evidenceBucketName',
  'keyAliasName',
  'keyPrefix',
  'logGroupName',
  'logRoleName',
];

describe.each(CONSTRUCTS)('%s', (_, account, build) => {
  const stackOf = (env = {}) => new Stack(new App(), 'Stack', { env });
  const env = {
    account: account === 'management' ? ORGANIZATION.managementAccountId : ORGANIZATION.logArchiveAccountId,
    region: ORGANIZATION.homeRegion,
  };

  test.each(PROPERTIES)('takes %s as a parameter of the stack', (property) => {
    const stack = stackOf(env);
    const { valueAsString } = new CfnParameter(stack, 'Parameter');
    build(stack, TrailIdentity.organization({ ...ORGANIZATION, [property]: valueAsString }));
    expect(JSON.stringify(Template.fromStack(stack))).not.toMatch(UNRESOLVED);
  });

  test('takes the account and Region of a stack that knows neither', () => {
    const stack = stackOf();
    build(
      stack,
      TrailIdentity.organization({
        ...ORGANIZATION,
        managementAccountId: Aws.ACCOUNT_ID,
        logArchiveAccountId: Aws.ACCOUNT_ID,
        homeRegion: Aws.REGION,
        partition: Aws.PARTITION,
      }),
    );
    expect(JSON.stringify(Template.fromStack(stack))).not.toMatch(UNRESOLVED);
  });
});
