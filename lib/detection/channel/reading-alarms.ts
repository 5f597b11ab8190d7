// That the other account is read at all: a reader that does not run notifies nobody.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ReaderNames } from '../../identity/channel-names';
import { nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { CHANNEL_METRICS, METRICS, READING_SECTIONS } from '../../shared/contract';
import { whatToDo } from '../../shared/runbook';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';

export interface ReadingAlarmsProps {
  readonly trail: TrailIdentity;
  readonly names: ReaderNames;
  /** On while this account is not deployed for a day. */
  readonly firstDay: cloudwatch.Alarm;
}

export interface ReadingAlarms {
  readonly notRead: cloudwatch.CompositeAlarm;
  readonly failed: cloudwatch.Alarm;
}

/** There are two each hour, and those of three hours may be missing. */
const HOURS_WITHOUT_READING = 3;

export function addReadingAlarms(scope: Construct, { trail, names, firstDay }: ReadingAlarmsProps): ReadingAlarms {
  const todo = whatToDo(trail, READING_SECTIONS.notRead);
  const missing = new cloudwatch.Alarm(scope, 'Missing', {
    alarmName: nameOf(trail, 'channel-readings-missing'),
    alarmDescription: `The other account was not read: the alarm ${nameOf(trail, READING_SECTIONS.notRead)} notifies people. ${todo}`,
    metric: new cloudwatch.Metric({
      namespace: CHANNEL_METRICS.namespace,
      metricName: CHANNEL_METRICS.readings,
      dimensionsMap: { [METRICS.dimension]: trail.trailName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: HOURS_WITHOUT_READING,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  suppress(missing, 'It is a part of the composite alarm, which notifies people', [
    ...nistAndPci('CloudWatchAlarmAction'),
    controlTower('cloudwatch_alarm_action_check'),
  ]);
  const notRead = new cloudwatch.CompositeAlarm(scope, 'NotRead', {
    compositeAlarmName: nameOf(trail, READING_SECTIONS.notRead),
    alarmDescription: `[${AlarmSeverity.CRITICAL}] The other account was not read for ${HOURS_WITHOUT_READING} hours. ${todo}`,
    alarmRule: cloudwatch.AlarmRule.allOf(
      cloudwatch.AlarmRule.fromAlarm(firstDay, cloudwatch.AlarmState.OK),
      cloudwatch.AlarmRule.fromAlarm(missing, cloudwatch.AlarmState.ALARM),
    ),
  });
  const failed = new cloudwatch.Alarm(scope, 'Errors', {
    alarmName: nameOf(trail, 'ChannelReaderErrors'),
    alarmDescription: `[${AlarmSeverity.HIGH}] The function that reads the other account failed. It is tried again. ${todo}`,
    metric: new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: names.functionName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  return { notRead, failed };
}
