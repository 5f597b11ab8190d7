import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { VALIDATION_ALARMS, type ValidationAlarmContext } from './alarm-table';
import { runMetric, type RunMetric } from './metrics';

interface GraphRow {
  readonly title: string;
  readonly metrics: readonly RunMetric[];
  readonly statistic: string;
}

const GRAPHS: readonly GraphRow[] = [
  { title: 'Objects verified', metrics: ['verified'], statistic: cloudwatch.Stats.SUM },
  { title: 'Tampered and unverified', metrics: ['tampered', 'unverified'], statistic: cloudwatch.Stats.MAXIMUM },
  {
    title: 'Chains of digests',
    metrics: ['chains', 'staleChains', 'unreadableChains'],
    statistic: cloudwatch.Stats.MAXIMUM,
  },
  {
    title: 'Ages and durations, in seconds',
    metrics: ['lastVerifiedDigestAge', 'unverifiedAge', 'evidenceAge', 'duration'],
    statistic: cloudwatch.Stats.MAXIMUM,
  },
];

/** The alarms by their ARNs, which are made of names, and the metrics of the runs. */
export function validationWidgets(scope: Construct, context: ValidationAlarmContext): cloudwatch.IWidget[] {
  const alarms = VALIDATION_ALARMS.map(({ name }) =>
    cloudwatch.Alarm.fromAlarmArn(scope, `${name}Widget`, context.names.alarmArn(name)),
  );
  return [
    new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 }),
    ...GRAPHS.map(
      ({ title, metrics, statistic }) =>
        new cloudwatch.GraphWidget({
          title,
          left: metrics.map((metric) =>
            runMetric(context.trail.trailName, metric, statistic, { period: Duration.hours(1) }),
          ),
          width: 12,
          height: 6,
        }),
    ),
  ];
}
