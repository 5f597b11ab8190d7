import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { TamperAlerts } from '../detection/tamper-alerts';
import type { TrailAlarms } from '../detection/trail-alarms';
import { ANYWHERE } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import { placeAt } from '../identity/places';
import type { TrailIdentity } from '../identity/trail-identity';
import type { TrailConfigRules } from '../repair/trail-config-rules';
import { ruleMetric } from '../shared/rule-metric';

/**
 * What a dashboard is made of, and shows.
 */
export interface TrailDashboardProps {
  /**
   * The trail that it is about.
   */
  readonly trail: TrailIdentity;

  /**
   * The alarms on the log group of the trail.
   *
   * @default - nothing is shown of the controls
   */
  readonly trailAlarms?: TrailAlarms;

  /**
   * The alerts of this account and Region.
   *
   * @default - nothing is shown of alerts
   */
  readonly tamperAlerts?: TamperAlerts;

  /**
   * The rules that put the trail back.
   *
   * @default - nothing is shown of alarms about the repair
   */
  readonly configRules?: TrailConfigRules;
}

/**
 * What goes on with a trail, on one page for each account: alarms that are on, what happened in the last day and week for
 * each control and alert, and whether events still arrive.
 *
 * Other parts add rows of their own with `addRow`.
 *
 * @example
 * const trailAlarms = new TrailAlarms(this, 'Alarms', { trail, alarmTopic });
 * const tamperAlerts = new TamperAlerts(this, 'TamperAlerts', { trail, alarmTopic });
 * new TrailDashboard(this, 'Dashboard', { trail, trailAlarms, tamperAlerts });
 */
export class TrailDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: TrailDashboardProps) {
    super(scope, id);
    const { trailAlarms, tamperAlerts, configRules } = props;
    const { trail } = partOfTrail(this, props.trail, ANYWHERE);
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      // A dashboard belongs to an account and to no Region.
      dashboardName: nameOf(trail, 'dashboard'),
      defaultInterval: Duration.days(7),
    });
    const { account, region } = Stack.of(this);
    const place = placeAt(trail, account, region);

    this.addRow(`Trail ${trail.trailName}: alarms`, ...alarmWidgets(trail, [trailAlarms, tamperAlerts, configRules]));
    if (trailAlarms) {
      const metrics = trailAlarms.filters.map((filter) => trailAlarms.metric(filter, { label: filter.title }));
      this.addRow('What happened, for each control and extra filter', ...lastDayAndWeek(metrics));
    }
    if (tamperAlerts) {
      const metrics = tamperAlerts.ruleNames.map((name) => ruleMetric(name, 'TriggeredRules').with({ label: name }));
      this.addRow('Tamper alerts', ...lastDayAndWeek(metrics));
    }
    if (place.hasTrail) this.addRow('Delivery of the trail to its log group', ...logGroupWidgets(trail));
    if (place.hasArchive) this.addRow('Delivery of the trail to its bucket', bucketWidget(trail));
  }

  /**
   * Adds a row with a title, below all others.
   */
  public addRow(title: string, ...widgets: cloudwatch.IWidget[]): void {
    this.dashboard.addWidgets(textLine(`## ${title}`));
    this.dashboard.addWidgets(...widgets);
  }
}

/** Without a background of its own, which newer versions of the CDK write by themselves. */
function textLine(markdown: string): cloudwatch.IWidget {
  const background = cloudwatch.TextWidgetBackground.TRANSPARENT;
  return new cloudwatch.TextWidget({ markdown, background, width: 24, height: 1 });
}

function alarmWidgets(
  { runbookUrl }: TrailIdentity,
  parts: ({ readonly alarms: cloudwatch.Alarm[] } | undefined)[],
): cloudwatch.IWidget[] {
  const alarms = parts.flatMap((part) => part?.alarms ?? []);
  const help = textLine(`[What to do when an alarm is on](${runbookUrl})`);
  if (alarms.length === 0) return [help];
  return [
    new cloudwatch.AlarmStatusWidget({
      title: 'On now',
      alarms,
      states: [cloudwatch.AlarmState.ALARM],
      width: 12,
      height: 6,
    }),
    new cloudwatch.AlarmStatusWidget({
      title: 'All, by when they last changed',
      alarms,
      sortBy: cloudwatch.AlarmStatusWidgetSortBy.TIMESTAMP,
      width: 12,
      height: 6,
    }),
    help,
  ];
}

/** The two widgets show the same metrics over the two times. */
function lastDayAndWeek(metrics: cloudwatch.IMetric[]): cloudwatch.IWidget[] {
  return [
    { title: 'In the last day', start: '-P1D' },
    { title: 'In the last week', start: '-P7D' },
  ].map(
    (time) => new cloudwatch.SingleValueWidget({ ...time, metrics, setPeriodToTimeRange: true, width: 12, height: 9 }),
  );
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
function logGroupWidgets({ logGroupName }: TrailIdentity): cloudwatch.IWidget[] {
  return ['IncomingLogEvents', 'IncomingBytes'].map(
    (metricName) =>
      new cloudwatch.GraphWidget({
        title: metricName,
        left: [
          new cloudwatch.Metric({
            namespace: 'AWS/Logs',
            metricName,
            dimensionsMap: { LogGroupName: logGroupName },
            statistic: cloudwatch.Stats.SUM,
            period: Duration.hours(1),
          }),
        ],
        width: 12,
        height: 6,
      }),
  );
}

/** S3 counts objects once a day. */
function bucketWidget({ logBucketName }: TrailIdentity): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Objects in the log bucket, counted once a day',
    left: [
      new cloudwatch.Metric({
        namespace: 'AWS/S3',
        metricName: 'NumberOfObjects',
        dimensionsMap: { BucketName: logBucketName, StorageType: 'AllStorageTypes' },
        statistic: cloudwatch.Stats.AVERAGE,
        period: Duration.days(1),
      }),
    ],
    width: 24,
    height: 6,
  });
}
