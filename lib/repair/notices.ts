import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { TrailIdentity } from '../identity/trail-identity';
import { CALL_TEXT, RUN_TEXT, type AlertText } from '../detection/alerts/message';
import { addAlerts, type Alert } from '../detection/alerts/add-alerts';
import { ForwardedAlerts } from '../detection/channel/forwarded-alerts';
import { nameOf } from '../identity/names';
import { remediationExhausted, repairDenied, repairFailed, trailDeleted } from './events';
import { repairRuleArn, type RepairNames } from '../identity/repair-names';
import { AlarmSeverity } from '../shared/alarm-severity';

export interface RepairNoticesProps {
  readonly trail: TrailIdentity;
  readonly names: RepairNames;
  readonly alarmTopic: IAlarmTopic;
  /** The rules of AWS Config that start a repair. */
  readonly remediatedRuleNames: readonly string[];
}

/** What a message says of an exception from remediation. */
const EXCEPTION_TEXT: AlertText = {
  lines: ['Rule of AWS Config: <rule>', ...CALL_TEXT.lines],
  paths: { rule: '$.detail.requestParameters.configRuleName', ...CALL_TEXT.paths },
};

function notices({ trail, names, remediatedRuleNames }: RepairNoticesProps): Alert[] {
  const notice = (id: string, nameSuffix: string) => ({
    id,
    ruleName: nameOf(trail, nameSuffix),
    severity: AlarmSeverity.CRITICAL,
    patternHolds: 'trailName',
  });
  return [
    {
      ...notice('Failed', 'repair-failed'),
      section: 'Repair failed',
      description: 'The repair did not end well. The trail may be stopped or weakened.',
      pattern: repairFailed(names),
      text: RUN_TEXT,
    },
    {
      ...notice('Denied', 'repair-denied'),
      section: 'Repair failed',
      description: 'A call of the repair was denied or failed. The trail may be stopped or weakened.',
      pattern: repairDenied(names),
      includeReadOnlyCalls: true,
      text: CALL_TEXT,
    },
    {
      ...notice('Exhausted', 'repair-exhausted'),
      section: 'Repair exhausted',
      description: 'AWS Config repairs the trail no longer for one of its rules: there is an exception.',
      pattern: remediationExhausted(remediatedRuleNames),
      text: EXCEPTION_TEXT,
    },
    {
      ...notice('Impossible', 'repair-impossible'),
      section: 'Trail deleted',
      description: 'The trail was DELETED. No repair can make it again: put it back as the runbook says.',
      pattern: trailDeleted(trail),
      text: CALL_TEXT,
    },
  ];
}

/** Notifies people of what the repair could not do. */
export class RepairNotices extends Construct {
  private readonly undelivered: readonly cloudwatch.Alarm[];
  private readonly forwarded: ForwardedAlerts;

  constructor(scope: Construct, id: string, props: RepairNoticesProps) {
    super(scope, id);
    const { trail, names, alarmTopic } = props;
    const alerts = notices(props);
    this.undelivered = addAlerts(this, {
      trail,
      alarmTopic,
      alerts,
      role: {
        roleName: names.notifierRole.name,
        description: `EventBridge notifies people by this role of what the repair of the trail ${trail.trailName} could not do`,
        accountId: trail.managementAccountId,
        ruleArns: alerts.map(({ ruleName }) => repairRuleArn(trail, ruleName)),
      },
    });
    this.forwarded = new ForwardedAlerts(this, 'Forwarding', { trail, alarmTopic, alerts });
  }

  /** The alarms that start when EventBridge could not deliver a notice, also to the other account. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.undelivered, ...this.forwarded.alarms];
  }
}
