// The alert on roles that only a service of AWS uses: whoever uses one directly acts with its rights, and under its name.
import { namePrefixes, nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { inAnyCase, type EventPattern } from '../../shared/event-pattern';
import type { Alert } from './add-alerts';
import { CALL_TEXT } from './message';

const NAME = 'ExecutionRoleUse';

/**
 * The functions' own calls look like those of anybody who has their role: its session is named by whoever begins it. So a role of
 * this library is known by the beginning of a session, and one that deploys by its calls too, which CloudFormation marks.
 */
export function roleAlerts(trail: TrailIdentity, accountId: string): Alert[] {
  return [
    {
      id: NAME,
      ruleName: nameOf(trail, NAME),
      severity: AlarmSeverity.CRITICAL,
      description: 'Somebody used a role that only a service of AWS uses: one of this library, or one that deploys.',
      section: NAME,
      patternHolds: 'trailName',
      // CloudTrail counts the beginning of a session among the calls that only read.
      includeReadOnlyCalls: true,
      pattern: directUse(trail, accountId),
      text: CALL_TEXT,
    },
  ];
}

/** What services do has the name of the service in these fields, and no caller can write them. */
const NO_SERVICE = { invokedBy: [{ exists: false }] };
const FROM_NO_SERVICE = [{ 'anything-but': { suffix: '.amazonaws.com' } }];

function directUse(trail: TrailIdentity, accountId: string): EventPattern {
  const role = (name: string) => `arn:${trail.partition}:iam::${accountId}:role/${name}`;
  const deploying = { wildcard: role('cdk-*-cfn-exec-role-*') };
  return {
    source: [{ prefix: 'aws.' }],
    'detail-type': [{ suffix: ' via CloudTrail' }],
    detail: {
      errorCode: [{ exists: false }],
      sourceIPAddress: FROM_NO_SERVICE,
      $or: [
        {
          eventSource: ['sts.amazonaws.com'],
          eventName: [{ prefix: 'AssumeRole' }],
          userIdentity: { ...NO_SERVICE, type: [{ 'anything-but': 'AWSService' }] },
          requestParameters: {
            roleArn: [...namePrefixes(trail).map((prefix) => inAnyCase({ prefix: role(prefix) })), deploying],
          },
        },
        {
          readOnly: [false],
          userIdentity: { ...NO_SERVICE, sessionContext: { sessionIssuer: { arn: [deploying] } } },
        },
      ],
    },
  };
}
