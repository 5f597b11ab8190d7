// That alerts of the other account would arrive: it sends a heartbeat every few minutes, over the role and the bus by which it
// sends alerts. The metrics are those of EventBridge itself, into which nobody can write values.
import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { ruleMetric } from '../../shared/rule-metric';
import { whatToDo } from '../../shared/runbook';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';

/** The section of the runbook on the alarm that starts where no heartbeat arrives. */
export const SILENCE_SECTION = 'OtherAccountSilent';

/** How often each account and Region sends one. */
export const HEARTBEAT_RATE = 'rate(1 minute)';

/** Metrics are delivered on a best-effort basis: those of ten minutes have to be missing. */
const SILENCE = { period: Duration.minutes(5), evaluationPeriods: 2 };

/** Of so many of the last 24 hours the own heartbeats are known, once a day has passed since the first deployment. */
const HOURS_OF_FIRST_DAY = 20;

export interface HeartbeatProps {
  readonly trail: TrailIdentity;
  readonly otherAccountId: string;
  /** The Regions from which the other account sends heartbeats. */
  readonly regions: readonly string[];
}

/** The alarm for when heartbeats stop, and that which is on in the first day. */
export interface Heartbeats {
  readonly silence: cloudwatch.CompositeAlarm;
  readonly firstDay: cloudwatch.Alarm;
}

/**
 * The alarm for the day on which the heartbeats of the other account stop. It waits until this account has sent its own for a
 * day: the other may be deployed later.
 */
export function addSilenceAlarm(scope: Construct, props: HeartbeatProps): Heartbeats {
  const { trail, otherAccountId, regions } = props;
  const names = new ChannelNames(trail);
  const todo = whatToDo(trail, SILENCE_SECTION);
  const settled = hasSettled(scope, names, todo);
  const silent = regions.map((region) =>
    isSilent(scope, names, `account ${otherAccountId} in ${region}`, { region, todo }),
  );
  for (const part of [settled, ...silent])
    suppress(part, 'It is a part of the composite alarm, which notifies people', [
      ...nistAndPci('CloudWatchAlarmAction'),
      controlTower('cloudwatch_alarm_action_check'),
    ]);
  const silence = new cloudwatch.CompositeAlarm(scope, SILENCE_SECTION, {
    compositeAlarmName: names.silenceAlarmName,
    alarmDescription: `[${AlarmSeverity.CRITICAL}] No heartbeat arrives from the account ${otherAccountId}: its alerts would not arrive either. ${todo}`,
    alarmRule: cloudwatch.AlarmRule.allOf(
      cloudwatch.AlarmRule.fromAlarm(settled, cloudwatch.AlarmState.OK),
      cloudwatch.AlarmRule.anyOf(
        ...silent.map((alarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM)),
      ),
    ),
  });
  return { silence, firstDay: settled };
}

/** On while there are hours of the last day without a heartbeat of this account's own. It notifies nobody. */
function hasSettled(scope: Construct, names: ChannelNames, todo: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'FirstDay', {
    alarmName: names.receivingName('heartbeat-FirstDay'),
    alarmDescription: `On in the first day, in which the other account may not be deployed yet. It notifies nobody. ${todo}`,
    metric: ruleMetric(names.heartbeatRuleName, 'TriggeredRules').with({ period: Duration.hours(1) }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 24,
    datapointsToAlarm: 24 - HOURS_OF_FIRST_DAY,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
}

function isSilent(
  scope: Construct,
  names: ChannelNames,
  sender: string,
  { region, todo }: { readonly region: string; readonly todo: string },
): cloudwatch.Alarm {
  const { period, evaluationPeriods } = SILENCE;
  const ruleName = names.receivedHeartbeatRuleName(region);
  return new cloudwatch.Alarm(scope, inRegion('Silent', region), {
    alarmName: `${ruleName}-silent`,
    alarmDescription: `No heartbeat arrives from the ${sender}: the alarm ${names.silenceAlarmName} notifies people. ${todo}`,
    // Where data is missing CloudWatch looks at earlier periods too, and the alarm would start some of them later.
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(heartbeats, 0)',
      usingMetrics: { heartbeats: ruleMetric(ruleName, 'TriggeredRules', names.busName) },
      period,
      label: 'heartbeats',
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
}

/** An id may hold no token: the one Region that may be one is the home Region. */
export function inRegion(id: string, region: string): string {
  return Token.isUnresolved(region) ? id : `${id}-${region}`;
}

/** The events of the heartbeats of one Region. */
export function heartbeatPattern(names: ChannelNames, accountId: string, region: string): Record<string, unknown> {
  return {
    source: ['aws.events'],
    'detail-type': ['Scheduled Event'],
    account: [accountId],
    resources: [names.heartbeatRuleArn(accountId, region)],
  };
}
