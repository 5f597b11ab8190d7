// Events put to the synthesized patterns: what starts a repair, what must not, and what people are notified of.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, OrganizationTrail, TrailConfigRules } from '../../../lib';
import { matchesInItsAccount } from '../../support/event-pattern/evaluate';
import { record, WHO, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { managementStack, ORGANIZATION, organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const { managementAccountId: ACCOUNT } = ORGANIZATION;
const patterns = eventPatterns();

function eventPatterns(): Record<string, object> {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailConfigRules(stack, 'Rules', {
    organizationTrail: new OrganizationTrail(stack, 'Trail', { trail }),
    alarmTopic,
  });
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return Object.fromEntries(rules.map(({ Properties }) => [Properties.Name, Properties.EventPattern]));
}

function starts(rule: string, event: object): boolean {
  return matchesInItsAccount(patterns[`organization-trail-${rule}`], event);
}

function call(detail: CloudTrailRecord): object {
  const source = String(detail.eventSource).replace(/^(\w+)\..*/, 'aws.$1');
  return { source, 'detail-type': 'AWS API Call via CloudTrail', detail };
}

const cloudTrail = (eventName: string, requestParameters: CloudTrailRecord, fields: CloudTrailRecord = {}) =>
  call(record('cloudtrail.amazonaws.com', eventName, { requestParameters, ...fields }));

const sessionOf = (roleName: string) => ({
  ...WHO.role,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/session`,
  sessionContext: {
    ...WHO.role.sessionContext,
    sessionIssuer: { ...WHO.role.sessionContext.sessionIssuer, arn: `arn:aws:iam::${ACCOUNT}:role/${roleName}` },
  },
});

describe('the repair is started at once', () => {
  test.each([
    ['StopLogging', { name: trail.trailName }],
    ['StopLogging', { name: trail.trailArn }],
    ['UpdateTrail', { name: trail.trailName, isMultiRegionTrail: false }],
    ['UpdateTrail', { name: trail.trailArn, kmsKeyId: '' }],
    ['PutEventSelectors', { trailName: trail.trailName, eventSelectors: [] }],
    ['PutEventSelectors', { trailName: trail.trailArn, advancedEventSelectors: [] }],
  ])('by %s with %j', (eventName, requestParameters) => {
    expect(starts('repair-on-calls', cloudTrail(eventName, requestParameters))).toBe(true);
  });

  test.each(Object.entries(WHO))('whoever calls: %s', (_, userIdentity) => {
    const event = cloudTrail('StopLogging', { name: trail.trailName }, { userIdentity });
    expect(starts('repair-on-calls', event)).toBe(true);
  });
});

describe('a call whose parameters were too large to be recorded', () => {
  const OMITTED: CloudTrailRecord = { omitted: true };

  test.each(['StopLogging', 'UpdateTrail', 'PutEventSelectors'])('starts the repair: %s', (eventName) => {
    expect(starts('repair-on-calls', cloudTrail(eventName, OMITTED))).toBe(true);
    expect(starts('repair-on-calls', cloudTrail(eventName, OMITTED, { errorCode: 'AccessDenied' }))).toBe(false);
  });

  test('starts no repair by the repair itself', () => {
    const userIdentity = sessionOf('organization-trail-repair');
    expect(starts('repair-on-calls', cloudTrail('PutEventSelectors', OMITTED, { userIdentity }))).toBe(false);
  });

  test('notifies people where nothing can be repaired', () => {
    expect(starts('repair-impossible', cloudTrail('DeleteTrail', OMITTED))).toBe(true);
    const putExceptions = record('config.amazonaws.com', 'PutRemediationExceptions', { requestParameters: OMITTED });
    expect(starts('repair-exhausted', call(putExceptions))).toBe(true);
  });
});

describe('the repair is not started', () => {
  test.each([
    ['StopLogging', { name: 'another-trail' }],
    ['UpdateTrail', { name: `${trail.trailArn}-2` }],
    ['PutEventSelectors', { trailName: 'another-trail' }],
    ['StartLogging', { name: trail.trailName }],
    ['DeleteTrail', { name: trail.trailName }],
    ['GetTrail', { name: trail.trailName }],
  ])('by %s with %j', (eventName, requestParameters) => {
    expect(starts('repair-on-calls', cloudTrail(eventName, requestParameters))).toBe(false);
  });

  test('by a call that was denied', () => {
    const event = cloudTrail('StopLogging', { name: trail.trailName }, { errorCode: 'AccessDenied' });
    expect(starts('repair-on-calls', event)).toBe(false);
  });

  test.each(['UpdateTrail', 'StartLogging', 'PutEventSelectors'])('by its own %s: the loop ends', (eventName) => {
    const parameters = { name: trail.trailArn, trailName: trail.trailArn };
    const event = cloudTrail(eventName, parameters, { userIdentity: sessionOf('organization-trail-repair') });
    expect(starts('repair-on-calls', event)).toBe(false);
  });

  test.each(['UpdateTrail', 'PutEventSelectors', 'StopLogging'])('by %s of a stack update', (eventName) => {
    const userIdentity = {
      ...sessionOf(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`),
      invokedBy: 'cloudformation.amazonaws.com',
    };
    const parameters = { name: trail.trailName, trailName: trail.trailName };
    expect(starts('repair-on-calls', cloudTrail(eventName, parameters, { userIdentity }))).toBe(false);
  });
});

describe('a rule that reports every trail by itself', () => {
  const found = (resourceId: string, complianceType: string, configRuleName = 'organization-trail-is-encrypted') => ({
    source: 'aws.config',
    'detail-type': 'Config Rules Compliance Change',
    detail: {
      messageType: 'ComplianceChangeNotification',
      configRuleName,
      resourceType: 'AWS::CloudTrail::Trail',
      resourceId,
      newEvaluationResult: { complianceType },
    },
  });

  test.each([trail.trailName, trail.trailArn])('starts the repair for %s', (resourceId) => {
    expect(starts('repair-on-non-compliance', found(resourceId, 'NON_COMPLIANT'))).toBe(true);
  });

  test.each([
    ['another trail', found('another-trail', 'NON_COMPLIANT')],
    ['a compliant trail', found(trail.trailArn, 'COMPLIANT')],
    ['a rule of somebody else', found(trail.trailArn, 'NON_COMPLIANT', 'another-rule')],
  ])('does not start it for %s', (_, event) => {
    expect(starts('repair-on-non-compliance', event)).toBe(false);
  });

  test('notifies nobody of another trail as a failed repair', () => {
    const event = found('another-trail', 'NON_COMPLIANT');
    const notified = Object.keys(patterns).filter((name) => matchesInItsAccount(patterns[name], event));
    expect(notified).toEqual([]);
  });
});

describe('people are notified', () => {
  const ended = (Definition: string, Status: string) => ({
    source: 'aws.ssm',
    'detail-type': 'EC2 Automation Execution Status-change Notification',
    detail: { Definition, Status, ExecutionId: '333ba70b-2333-48db-b17e-a5e69c6f4d1c' },
  });

  test.each(['Failed', 'TimedOut', 'Cancelled'])('of a repair that ended as %s', (status) => {
    expect(starts('repair-failed', ended('organization-trail-repair-0123abcd', status))).toBe(true);
  });

  test.each([
    ['organization-trail-repair-0123abcd', 'Success'],
    ['organization-trail-repair-0123abcd', 'InProgress'],
    ['organization-trail-repairs', 'Failed'],
    ['AWS-ConfigureCloudTrailLogging', 'Failed'],
  ])('not of %s that is %s, which may be for another trail', (definition, status) => {
    expect(starts('repair-failed', ended(definition, status))).toBe(false);
  });

  test.each([
    ['organization-trail-start-logging', 'cloudtrail.amazonaws.com', 'GetTrailStatus', 'AccessDenied'],
    ['organization-trail-start-logging', 'cloudtrail.amazonaws.com', 'StopLogging', 'AccessDenied'],
    ['organization-trail-repair', 'cloudtrail.amazonaws.com', 'UpdateTrail', 'TrailNotFoundException'],
    ['organization-trail-repair', 'kms.amazonaws.com', 'DescribeKey', 'AccessDenied'],
  ])('that %s was denied %s %s by %s', (roleName, source, eventName, errorCode) => {
    const event = call(record(source, eventName, { userIdentity: sessionOf(roleName), errorCode }));
    expect(starts('repair-denied', event)).toBe(true);
  });

  test('that a role of the repair could not be assumed', () => {
    const requestParameters = { roleArn: `arn:aws:iam::${ACCOUNT}:role/organization-trail-start-logging` };
    const event = call(record('sts.amazonaws.com', 'AssumeRole', { requestParameters, errorCode: 'AccessDenied' }));
    expect(starts('repair-denied', event)).toBe(true);
  });

  test.each([
    ['a call that went through', sessionOf('organization-trail-repair'), {}],
    ['a call that is tried again', sessionOf('organization-trail-repair'), { errorCode: 'ThrottlingException' }],
    ['a denied call of somebody else', WHO.role, { errorCode: 'AccessDenied' }],
  ])('not of %s', (_, userIdentity, fields) => {
    const event = cloudTrail('UpdateTrail', { name: trail.trailName }, { userIdentity, ...fields });
    expect(starts('repair-denied', event)).toBe(false);
  });

  test.each([
    ['repair-failed', ended('organization-trail-repair-0123abcd', 'Failed')],
    [
      'repair-denied',
      call(
        record('kms.amazonaws.com', 'DescribeKey', {
          userIdentity: sessionOf('organization-trail-repair'),
          errorCode: 'AccessDenied',
        }),
      ),
    ],
    [
      'repair-exhausted',
      call(
        record('config.amazonaws.com', 'PutRemediationExceptions', {
          requestParameters: { configRuleName: 'organization-trail-is-logging' },
        }),
      ),
    ],
    ['repair-impossible', cloudTrail('DeleteTrail', { name: trail.trailName })],
    ['repair-on-calls', cloudTrail('StopLogging', { name: trail.trailName })],
  ])('%s comes of no event that somebody else than AWS put', (rule, event) => {
    expect(starts(rule, event)).toBe(true);
    expect(starts(rule, { ...event, source: 'custom.aws' })).toBe(false);
  });

  test.each([
    ['organization-trail-is-logging', true],
    ['organization-trail-is-multi-region', true],
    ['another-rule', false],
  ])('that remediation of %s is exhausted: %s', (configRuleName, expected) => {
    const event = call(
      record('config.amazonaws.com', 'PutRemediationExceptions', { requestParameters: { configRuleName } }),
    );
    expect(starts('repair-exhausted', event)).toBe(expected);
  });

  test.each([
    [trail.trailName, true],
    [trail.trailArn, true],
    ['another-trail', false],
  ])('that %s was deleted, which no repair brings back: %s', (name, expected) => {
    expect(starts('repair-impossible', cloudTrail('DeleteTrail', { name }))).toBe(expected);
  });
});
