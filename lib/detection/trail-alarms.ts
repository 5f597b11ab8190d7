import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BESIDE_TRAIL } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { alarmNamed } from '../shared/alarm-named';
import type { Problems } from '../shared/problems';
import { FILTER, OVERRIDE, checkOverrides, overrideOf, periodOf, warnOfFailedControls } from './alarm-checks';
import type { AlarmOverride, TrailAlarmsProps } from './alarm-options';
import { CisControl } from './filters/cis-control';
import { ExtraFilter } from './filters/extra-filter';
import { checkFederatedRoles, exceptFederatedRoles } from './filters/federated-roles';
import { METRIC_NAMESPACE, metricOf } from './filters/filter-metric';
import type { LogFilter } from './filters/log-filter';
import { requiredAlarmTopic } from './required-alarm-topic';

/**
 * A metric filter and an alarm for each of the fourteen controls, and for what they do not see.
 *
 * It belongs into the account and Region of the log group, which must exist before: where the trail is part of the same
 * stack, add a dependency on it.
 *
 * @example
 * const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 * new TrailAlarms(this, 'Alarms', {
 *   trail,
 *   alarmTopic,
 *   overrides: [{ filter: ExtraFilter.SWITCH_ROLE, threshold: 50, period: Duration.hours(1) }],
 * });
 */
export class TrailAlarms extends Construct {
  /** The trail whose log group is watched. */
  public readonly trail: TrailIdentity;
  /** What is watched for. */
  public readonly filters: LogFilter[];
  /** The alarms, in the order of `filters`; those that were switched off are among them. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: TrailAlarmsProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_TRAIL);
    const chosen = problems.items('filters', props.filters ?? [...CisControl.all(), ...ExtraFilter.all()], FILTER);
    const filters = exceptFederatedRoles(chosen, props.federatedRoleArns);
    const overrides = problems.items('overrides', props.overrides, OVERRIDE);
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    this.trail = trail;
    this.filters = filters;
    this.alarms = filters.map((filter) => this.createAlarm(filter, overrides, problems));
    for (const alarm of this.alarms) alarmTopic.notify(alarm);
    checkFederatedRoles(problems, trail, filters, props.federatedRoleArns);
    checkOverrides(problems, overrides, filters);
    warnOfFailedControls(this, overrides, filters);
  }

  /**
   * The alarm of a filter, by the name of the filter, for example `RootAccountUsage`.
   *
   * @throws an error with the names that there are, where this is none of them
   */
  public alarm(filterName: string): cloudwatch.Alarm {
    return alarmNamed(this, this.alarms, nameOf(this.trail, ''), filterName);
  }

  /**
   * How many events a filter found, as a count. The metric has no dimensions, and a value for each minute in which the log
   * group received events.
   *
   * The statistic is the sum over five minutes, unless the options say otherwise.
   */
  public metric(filter: LogFilter, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.trail, filter).with(options ?? {});
  }

  private createAlarm(filter: LogFilter, overrides: readonly AlarmOverride[], problems: Problems): cloudwatch.Alarm {
    const { trail } = this;
    const override = overrideOf(overrides, filter);
    const name = nameOf(trail, filter.filterName);
    const metricFilter = new logs.CfnMetricFilter(this, `${filter.filterName}Filter`, {
      logGroupName: trail.logGroupName,
      filterName: name,
      filterPattern: filter.filterPattern,
      metricTransformations: [
        { metricNamespace: METRIC_NAMESPACE, metricName: name, metricValue: '1', defaultValue: 0 },
      ],
    });
    const alarm = new cloudwatch.Alarm(this, filter.filterName, {
      alarmName: name,
      alarmDescription: describe(filter),
      metric: metricOf(trail, filter, periodOf(problems, overrides, filter)),
      actionsEnabled: override?.enabled ?? true,
      threshold: override?.threshold ?? 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.node.addDependency(metricFilter);
    alarm.addAlarmAction(...(override?.extraActions ?? []));
    return alarm;
  }
}

function describe(filter: LogFilter): string {
  const control = filter instanceof CisControl ? ` (${filter.controlId}; CIS ${filter.cisIds.join(', ')})` : '';
  return `[${filter.severity}] ${filter.description}${control} What to do: ${filter.runbookUrl}`;
}
