import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BESIDE_TRAIL } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { alarmNamed } from '../shared/alarm-named';
import { whatToDo } from '../shared/runbook';
import {
  checkOverrides,
  checkRoutes,
  chosenRoute,
  FILTER,
  noteWhatIsOff,
  OVERRIDE,
  overrideOf,
  warnOfFailedControls,
  withCheckedPeriods,
} from './alarm-checks';
import { alarmMetric, isGrave, pausing, PERIODS_ON } from './alarm-metrics';
import type { AlarmOverride, TrailAlarmsProps } from './alarm-options';
import { AlarmProfile, routeOf } from './alarm-routes';
import { CisControl } from './filters/cis-control';
import { checkLengths, exceptPrincipals, validExceptions } from './filters/exceptions';
import { ExtraFilter } from './filters/extra-filter';
import { checkFederatedRoles, exceptFederatedRoles } from './filters/federated-roles';
import { METRIC_NAMESPACE, metricOf } from './filters/filter-metric';
import type { LogFilter } from './filters/log-filter';
import type { IAlarmTopic } from './i-alarm-topic';
import { requiredAlarmTopic } from './required-alarm-topic';

/** Metrics of log groups can be written by whoever may call PutMetricData, and events come minutes later. */
const NO_EVENT = 'Where its query finds no event: late, or a forged metric.';

/**
 * A metric filter and an alarm for each of the fourteen controls, and for what they do not see.
 *
 * An alarm that counts one event at a time looks at the highest value of its metric, so that nobody hides an event by values
 * below zero. One whose override counts more adds them up, and can be kept quiet so.
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
  /**
   * For each filter that is CRITICAL or HIGH, an alarm that reports again that its alarm stays on: CloudWatch notifies people
   * when a state changes, and nobody of what happens while it stays.
   */
  public readonly reminders: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: TrailAlarmsProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_TRAIL);
    const chosen = problems.items('filters', props.filters ?? [...CisControl.all(), ...ExtraFilter.all()], FILTER);
    const exceptions = validExceptions(this, problems, trail, chosen, props.exceptions);
    const filters = exceptPrincipals(exceptFederatedRoles(chosen, props.federatedRoleArns), exceptions);
    const overrides = withCheckedPeriods(problems, problems.items('overrides', props.overrides, OVERRIDE));
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    this.trail = trail;
    this.filters = filters;
    this.alarms = filters.map((filter) => this.createAlarm(filter, overrides));
    this.reminders = filters.filter(isGrave).map((filter) => this.createReminder(filter, overrides));
    this.notifyPeople(alarmTopic, props, overrides);
    checkLengths(problems, filters, exceptions);
    checkFederatedRoles(problems, trail, filters, props.federatedRoleArns);
    checkOverrides(problems, overrides, filters);
    checkRoutes(problems, overrides, props);
    noteWhatIsOff(this, overrides);
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
   * The statistic is the sum over five minutes, unless the options say otherwise. The alarm of the filter looks at the maximum,
   * unless it counts more than one event.
   */
  public metric(filter: LogFilter, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.trail, filter).with(options ?? {});
  }

  /** Without a reporter people get all alarms as they are. */
  private notifyPeople(
    alarmTopic: IAlarmTopic,
    { reporter, profile = AlarmProfile.QUIET }: TrailAlarmsProps,
    overrides: readonly AlarmOverride[],
  ): void {
    for (const reminder of this.reminders) alarmTopic.notify(reminder);
    this.filters.forEach((filter, index) => {
      const alarm = this.alarms[index];
      if (reporter === undefined) alarmTopic.notify(alarm);
      else reporter.report(alarm, filter, chosenRoute(overrideOf(overrides, filter)) ?? routeOf(filter, profile));
    });
  }

  private createAlarm(filter: LogFilter, overrides: readonly AlarmOverride[]): cloudwatch.Alarm {
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
      alarmDescription: describe(trail, filter, filter.description),
      metric: alarmMetric(trail, filter, override),
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

  private createReminder(filter: LogFilter, overrides: readonly AlarmOverride[]): cloudwatch.Alarm {
    const override = overrideOf(overrides, filter);
    return new cloudwatch.Alarm(this, `${filter.filterName}StaysOn`, {
      alarmName: nameOf(this.trail, `${filter.filterName}StaysOn`),
      alarmDescription: describe(
        this.trail,
        filter,
        `The alarm ${nameOf(this.trail, filter.filterName)} stays on: what happens now raises it no more.`,
      ),
      metric: pausing(alarmMetric(this.trail, filter, override)),
      actionsEnabled: override?.enabled ?? true,
      threshold: override?.threshold ?? 1,
      evaluationPeriods: PERIODS_ON,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function describe(trail: TrailIdentity, filter: LogFilter, what: string): string {
  const control = filter instanceof CisControl ? ` (${filter.controlId}; CIS ${filter.cisIds.join(', ')})` : '';
  return `[${filter.severity}] ${what}${control} ${NO_EVENT} ${whatToDo(trail, filter.filterName)}`;
}
