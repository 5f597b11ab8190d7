// For each rule of the repair, events that it must match and events about something else.
import { eventOf } from './event-bridge';
import { HOME_REGION, MANAGEMENT_ACCOUNT, denied, record, WHO, type CloudTrailRecord } from './record';
import { TRAIL } from './tamper-samples/sample';

interface Events {
  readonly found: Readonly<Record<string, object>>;
  readonly nearMisses: Readonly<Record<string, object>>;
}

const trailArn = `arn:aws:cloudtrail:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:trail/${TRAIL}`;
const roleArn = `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${TRAIL}-repair`;

const onTrail = (eventName: string, requestParameters: CloudTrailRecord, more: CloudTrailRecord = {}) =>
  record('cloudtrail.amazonaws.com', eventName, { requestParameters, ...more });

/** What CloudTrail records in the place of request parameters that are too large. */
const OMITTED = { omitted: true };

const stopLogging = onTrail('StopLogging', { name: TRAIL });

/** A call by a session of a role. */
const by = (arn: string): CloudTrailRecord => ({
  userIdentity: {
    ...WHO.role,
    sessionContext: {
      ...WHO.role.sessionContext,
      sessionIssuer: { ...WHO.role.sessionContext.sessionIssuer, arn },
    },
  },
});

/** An event that a service sends by itself. */
const sent = (source: string, detailType: string, detail: object) => ({
  ...{ ...eventOf(stopLogging), source, 'detail-type': detailType, detail },
});

const complianceChange = (configRuleName: string, resourceId: string, complianceType: string) =>
  sent('aws.config', 'Config Rules Compliance Change', {
    ...{ configRuleName, resourceId, resourceType: 'AWS::CloudTrail::Trail', newEvaluationResult: { complianceType } },
  });

const automationEnded = (Definition: string, Status: string) =>
  sent('aws.ssm', 'EC2 Automation Execution Status-change Notification', {
    ...{ ExecutionId: '2e1f6c0e-5d5e-4b8f-8f55-6d1c2b3a4e01', Definition, DefinitionVersion: 1, Status },
  });

const putExceptions = (configRuleName: string) =>
  eventOf(record('config.amazonaws.com', 'PutRemediationExceptions', { requestParameters: { configRuleName } }));

const assumeRole = (assumed: string) =>
  record('sts.amazonaws.com', 'AssumeRole', {
    ...{ requestParameters: { roleArn: assumed }, errorCode: 'AccessDenied', userIdentity: { type: 'AWSService' } },
  });

export const REPAIR_SAMPLES: Readonly<Record<string, Events>> = {
  'repair-on-calls': {
    found: {
      'the trail stopped': eventOf(stopLogging),
      'the trail changed, by its ARN': eventOf(onTrail('UpdateTrail', { name: trailArn })),
      'what it records changed': eventOf(onTrail('PutEventSelectors', { trailName: TRAIL })),
      'what it records changed by a call too large to be recorded': eventOf(onTrail('PutEventSelectors', OMITTED)),
      'stopped by a user': eventOf({ ...stopLogging, userIdentity: WHO.user }),
    },
    nearMisses: {
      'another trail stopped': eventOf(onTrail('StopLogging', { name: 'some-trail' })),
      'a denied call': eventOf(denied(stopLogging)),
      'the trail started': eventOf(onTrail('StartLogging', { name: TRAIL })),
      'changed by the repair itself': eventOf({ ...stopLogging, ...by(roleArn) }),
    },
  },
  'repair-on-non-compliance': {
    found: {
      'the trail without encryption': complianceChange(`${TRAIL}-is-encrypted`, TRAIL, 'NON_COMPLIANT'),
      'the trail without validation': complianceChange(`${TRAIL}-validates-log-files`, trailArn, 'NON_COMPLIANT'),
    },
    nearMisses: {
      'another trail': complianceChange(`${TRAIL}-is-encrypted`, 'some-trail', 'NON_COMPLIANT'),
      'compliant again': complianceChange(`${TRAIL}-is-encrypted`, TRAIL, 'COMPLIANT'),
      'another rule': complianceChange('some-rule', TRAIL, 'NON_COMPLIANT'),
    },
  },
  'repair-failed': {
    found: {
      failed: automationEnded(`${TRAIL}-repair-0123abcd`, 'Failed'),
      'out of time': automationEnded(`${TRAIL}-repair-4567cdef`, 'TimedOut'),
      cancelled: automationEnded(`${TRAIL}-repair-0123abcd`, 'Cancelled'),
    },
    nearMisses: {
      succeeded: automationEnded(`${TRAIL}-repair-0123abcd`, 'Success'),
      'a document whose name begins like ours': automationEnded(`${TRAIL}-repairs`, 'Failed'),
      'another document': automationEnded('some-document', 'Failed'),
    },
  },
  'repair-denied': {
    found: {
      'a call of the repair': eventOf({ ...denied(stopLogging), ...by(roleArn) }),
      'its role not assumed': eventOf(assumeRole(roleArn)),
    },
    nearMisses: {
      'a call of somebody else': eventOf(denied(stopLogging)),
      'a call of the repair that was allowed': eventOf({ ...stopLogging, ...by(roleArn) }),
      'another role not assumed': eventOf(assumeRole(roleArn.replace(TRAIL, 'some'))),
      throttled: eventOf({ ...denied(stopLogging, 'ThrottlingException'), ...by(roleArn) }),
    },
  },
  'repair-exhausted': {
    found: {
      'an exception for our rule': putExceptions(`${TRAIL}-is-logging`),
      'exceptions by a call too large to be recorded': eventOf(
        record('config.amazonaws.com', 'PutRemediationExceptions', { requestParameters: OMITTED }),
      ),
    },
    nearMisses: { 'an exception for another rule': putExceptions('some-rule') },
  },
  'repair-impossible': {
    found: {
      'the trail deleted': eventOf(onTrail('DeleteTrail', { name: TRAIL })),
      'the trail deleted, by its ARN': eventOf(onTrail('DeleteTrail', { name: trailArn })),
    },
    nearMisses: {
      'another trail deleted': eventOf(onTrail('DeleteTrail', { name: 'some-trail' })),
      'a denied deletion': eventOf(denied(onTrail('DeleteTrail', { name: TRAIL }))),
    },
  },
};
