// The events that start a repair of the trail, and those that people are notified of. Pure: patterns as EventBridge
// takes them. Which calls they are is in the table of protected resources.
import type { TrailIdentity } from '../identity/trail-identity';
import { repairEventsOf } from '../protection/protected-resources';
import { REMEDIATION_EXCEPTIONS, TRAIL } from '../protection/trail-resources';
import { namingOurs, type EventPattern } from '../shared/event-pattern';
import type { RepairNames } from '../identity/repair-names';

const API_CALL = 'AWS API Call via CloudTrail';

/** A call about this trail, or one that doesn't say: CloudTrail leaves parameters out that are too large. */
const aboutThisTrail = (trail: TrailIdentity, ...parameterNames: string[]): object =>
  namingOurs(Object.fromEntries(parameterNames.map((name) => [`requestParameters.${name}`, thisTrail(trail)])));

/** The trail in each form in which a call may name it. */
function thisTrail({ trailName, trailArn }: TrailIdentity): string[] {
  return [trailName, trailArn];
}

/**
 * Successful calls that stop or change this trail, or do not say which, by anyone but the repair itself and the deployment:
 * the repair would start itself again, and revert a deployment half-way. A call by a user or by the root user has no session
 * issuer.
 */
export function trailWeakened(
  trail: TrailIdentity,
  restoresInsights: boolean,
  exceptRoleArns: readonly string[],
): EventPattern {
  return {
    source: ['aws.cloudtrail'],
    'detail-type': [API_CALL],
    detail: {
      eventSource: ['cloudtrail.amazonaws.com'],
      eventName: restoresInsights ? repairEventsOf(TRAIL, 'start', 'startForInsights') : repairEventsOf(TRAIL, 'start'),
      errorCode: [{ exists: false }],
      ...aboutThisTrail(trail, 'name', 'trailName'),
      userIdentity: {
        sessionContext: { sessionIssuer: { arn: [{ exists: false }, { 'anything-but': [...exceptRoleArns] }] } },
      },
    },
  };
}

/** A rule that reports each trail by itself found this one non-compliant. */
export function trailNonCompliant(trail: TrailIdentity, ruleNames: readonly string[]): EventPattern {
  return {
    source: ['aws.config'],
    'detail-type': ['Config Rules Compliance Change'],
    detail: {
      configRuleName: [...ruleNames],
      resourceType: ['AWS::CloudTrail::Trail'],
      resourceId: thisTrail(trail),
      newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
    },
  };
}

/** A run of the document did not end well, or one of the document before an update. */
export function repairFailed({ documentNamePrefix }: RepairNames): EventPattern {
  return {
    source: ['aws.ssm'],
    'detail-type': ['EC2 Automation Execution Status-change Notification'],
    detail: { Definition: [{ prefix: documentNamePrefix }], Status: ['Failed', 'TimedOut', 'Cancelled'] },
  };
}

/** Answers after which Automation tries again by itself, and the one for a trail without Insights. */
const NO_FAILURES = ['Throttling', 'ThrottlingException', 'InsightNotEnabledException'];

/**
 * A call by one of the repair's roles failed, or such a role could not be assumed. This distinguishes failed runs
 * of AWS-ConfigureCloudTrailLogging for this trail from those that others start for theirs.
 */
export function repairDenied({ repairRole, startLoggingRole }: RepairNames): EventPattern {
  const roleArns = [repairRole.arn, startLoggingRole.arn];
  return {
    // Whichever service it was, and nobody else: others can't put an event with such a source.
    source: [{ prefix: 'aws.' }],
    'detail-type': [API_CALL],
    detail: {
      errorCode: [{ 'anything-but': NO_FAILURES }],
      $or: [
        { userIdentity: { sessionContext: { sessionIssuer: { arn: roleArns } } } },
        { eventName: ['AssumeRole'], requestParameters: { roleArn: roleArns } },
      ],
    },
  };
}

/** AWS Config gave up, or somebody made it: it starts no more remediation while there is an exception. */
export function remediationExhausted(ruleNames: readonly string[]): EventPattern {
  return {
    source: ['aws.config'],
    'detail-type': [API_CALL],
    detail: {
      eventSource: ['config.amazonaws.com'],
      eventName: repairEventsOf(REMEDIATION_EXCEPTIONS, 'notify'),
      ...namingOurs({ 'requestParameters.configRuleName': [...ruleNames] }),
    },
  };
}

/** The trail is gone. Only a deployment can make it again. */
export function trailDeleted(trail: TrailIdentity): EventPattern {
  return {
    source: ['aws.cloudtrail'],
    'detail-type': [API_CALL],
    detail: {
      eventSource: ['cloudtrail.amazonaws.com'],
      eventName: repairEventsOf(TRAIL, 'notify'),
      errorCode: [{ exists: false }],
      ...aboutThisTrail(trail, 'name'),
    },
  };
}
