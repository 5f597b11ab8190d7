import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../alarm-topic';
import type { TrailIdentity } from '../trail-identity';
import { addEventRule, message } from './event-rules';
import { nameOf } from './names';
import { remediationExhausted, repairDenied, repairFailed, trailDeleted, type EventPattern } from './repair-events';
import type { RepairNames } from './repair-names';
import { acknowledgeRole } from './repair-roles';
import { eventBridge } from './repair-starter';
import { runbookUrl } from './runbook';

export interface RepairNoticesProps {
  readonly trail: TrailIdentity;
  readonly names: RepairNames;
  readonly alarmTopic: AlarmTopic;
  /** The rules of AWS Config that start a repair. */
  readonly remediatedRuleNames: readonly string[];
  /** The rules of EventBridge that start a repair. */
  readonly starterRuleNames: readonly string[];
}

interface Notice {
  readonly id: string;
  readonly nameSuffix: string;
  readonly section: string;
  readonly pattern: EventPattern;
  readonly includeReadOnlyCalls?: boolean;
  readonly text: string;
  readonly paths: Record<string, string>;
}

const CALL = {
  call: '$.detail.eventName',
  who: '$.detail.userIdentity.arn',
  from: '$.detail.sourceIPAddress',
  time: '$.time',
};

function notices({ trail, names, remediatedRuleNames }: RepairNoticesProps): Notice[] {
  const { trailName } = trail;
  return [
    {
      id: 'Failed',
      nameSuffix: 'repair-failed',
      section: 'Repair failed',
      pattern: repairFailed(names),
      text: `The repair of the trail ${trailName} did not end well: <status> at <time>, execution <execution>. The trail may be stopped or weakened.`,
      paths: { status: '$.detail.Status', execution: '$.detail.ExecutionId', time: '$.time' },
    },
    {
      id: 'Denied',
      nameSuffix: 'repair-denied',
      section: 'Repair failed',
      pattern: repairDenied(names),
      includeReadOnlyCalls: true,
      text: `The repair of the trail ${trailName} was refused <call>: <error> at <time>. The trail may be stopped or weakened.`,
      paths: { call: '$.detail.eventName', error: '$.detail.errorCode', time: '$.time' },
    },
    {
      id: 'Exhausted',
      nameSuffix: 'repair-exhausted',
      section: 'Repair exhausted',
      pattern: remediationExhausted(remediatedRuleNames),
      text: `AWS Config no longer repairs the trail ${trailName} for the rule <rule>: <who> put an exception from <from> at <time>.`,
      paths: { ...CALL, rule: '$.detail.requestParameters.configRuleName' },
    },
    {
      id: 'Impossible',
      nameSuffix: 'repair-impossible',
      section: 'Trail deleted',
      pattern: trailDeleted(trail),
      text: `The trail ${trailName} was DELETED by <who> from <from> at <time>. It can't be repaired, only deployed again.`,
      paths: CALL,
    },
  ];
}

/** Tells people what the repair could not do. */
export class RepairNotices extends Construct {
  constructor(scope: Construct, id: string, props: RepairNoticesProps) {
    super(scope, id);
    const role = this.createRole(props);
    for (const { id: noticeId, ...notice } of notices(props)) {
      const rule = addEventRule(this, noticeId, {
        ruleName: nameOf(props.trail, notice.nameSuffix),
        description: notice.section,
        pattern: notice.pattern,
        includeReadOnlyCalls: notice.includeReadOnlyCalls,
        target: {
          arn: props.alarmTopic.topicArn,
          roleArn: props.names.notifierRole.arn,
          inputTransformer: message(`${notice.text} What to do: ${runbookUrl(notice.section)}`, notice.paths),
        },
      });
      rule.node.addDependency(role);
    }
    for (const ruleName of props.starterRuleNames) this.addStartAlarm(ruleName, props);
  }

  private createRole(props: RepairNoticesProps): iam.Role {
    const { trail, names, alarmTopic } = props;
    const { partition, homeRegion, managementAccountId } = trail;
    const ruleArns = notices(props).map(
      ({ nameSuffix }) =>
        `arn:${partition}:events:${homeRegion}:${managementAccountId}:rule/${nameOf(trail, nameSuffix)}`,
    );
    const role = new iam.Role(this, 'Role', {
      roleName: names.notifierRole.name,
      description: `EventBridge tells by this role what the repair of the trail ${trail.trailName} could not do`,
      assumedBy: eventBridge(managementAccountId, ruleArns),
      inlinePolicies: { Publish: new iam.PolicyDocument({ statements: alarmTopic.publishStatements(this) }) },
    });
    acknowledgeRole(role);
    return role;
  }

  /** EventBridge matched a call and could not start the repair. */
  private addStartAlarm(ruleName: string, { trail, alarmTopic }: RepairNoticesProps): void {
    const alarm = new cloudwatch.Alarm(this, `${ruleName.slice(nameOf(trail, '').length)}-not-started`, {
      alarmName: `${ruleName}-not-started`,
      alarmDescription: `EventBridge could not start the repair of the trail ${trail.trailName}. ${runbookUrl('Repair not started')}`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensionsMap: { RuleName: ruleName },
        statistic: cloudwatch.Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarmTopic.notify(alarm);
  }
}
