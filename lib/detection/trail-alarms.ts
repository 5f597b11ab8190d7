import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic';
import { CisControl } from './filters/cis-control';
import { ExtraFilter } from './filters/extra-filter';
import type { LogFilter } from './filters/log-filter';
import { METRIC_NAMESPACE, metricOf } from './filters/filter-metric';
import { nameOf } from '../identity/names';
import { Problems, warn } from '../shared/problems';
import { retain } from '../shared/retain';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * What is different about one alarm.
 */
export interface AlarmOverride {
  /**
   * The control or extra filter whose alarm it is.
   */
  readonly filter: LogFilter;

  /**
   * Whether the alarm tells anybody.
   *
   * With `false` the metric filter and the alarm stay, with the actions of the alarm disabled: it still changes its state,
   * and nobody is told. So it can be switched on again, and no alarm is left behind that nothing deploys. Security Hub may
   * fail the control: the synthesis warns.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How many events within a period raise the alarm.
   *
   * Security Hub prescribes 1 for the fourteen controls: with another number the synthesis warns.
   *
   * @default 1
   */
  readonly threshold?: number;

  /**
   * The time over which events are counted, in whole minutes, at most a day.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * What else to do when the alarm starts, for example call an on-call service. The topic is always told.
   *
   * @default - nothing else
   */
  readonly extraActions?: cloudwatch.IAlarmAction[];
}

/**
 * What can be chosen about the alarms of a trail.
 */
export interface TrailAlarmsProps {
  /**
   * The trail whose log group is watched.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is told.
   */
  readonly alarmTopic: AlarmTopic;

  /**
   * What to watch for. Security Hub fails the controls that are left out: the synthesis warns.
   *
   * What was deployed is never deleted: the alarm of a filter that is left out later goes on telling people. Switch it off
   * by an override with `enabled: false` instead.
   *
   * @default - the fourteen of `CisControl` and all of `ExtraFilter`
   */
  readonly filters?: LogFilter[];

  /**
   * What is different about single alarms.
   *
   * @default - nothing
   */
  readonly overrides?: AlarmOverride[];
}

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
    const { trail, overrides = [], filters = [...CisControl.all(), ...ExtraFilter.all()] } = props;
    this.trail = trail;
    this.filters = filters;
    this.alarms = this.filters.map((filter) => {
      const alarm = this.createAlarm(filter, overrideOf(overrides, filter));
      props.alarmTopic.notify(alarm);
      return alarm;
    });
    checkOverrides(overrides, filters).report(this);
    this.warnOfFailedControls(overrides);
    retain(this);
  }

  private createAlarm(filter: LogFilter, override?: AlarmOverride): cloudwatch.Alarm {
    const { trail } = this;
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
      metric: metricOf(trail, filter, override?.period),
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

  private warnOfFailedControls(overrides: readonly AlarmOverride[]): void {
    for (const control of CisControl.all()) {
      const { controlId, filterName } = control;
      const { threshold = 1, enabled = true } = overrideOf(overrides, control) ?? {};
      if (!this.filters.some((filter) => filter.filterName === filterName)) {
        warn(this, `missing:${controlId}`, `Security Hub fails ${controlId}: it has neither metric filter nor alarm`);
      } else if (!enabled) {
        warn(
          this,
          `disabled:${controlId}`,
          `Security Hub may fail ${controlId}: its alarm is switched off and tells nobody; whether its check reads that is documented nowhere`,
        );
      } else if (threshold !== 1) {
        warn(
          this,
          `threshold:${controlId}`,
          `Security Hub may fail ${controlId}: it prescribes the threshold 1, got ${threshold}; whether its check reads the threshold is documented nowhere`,
        );
      }
    }
  }
}

function overrideOf(overrides: readonly AlarmOverride[], filter: LogFilter): AlarmOverride | undefined {
  return overrides.find((override) => override.filter.filterName === filter.filterName);
}

function describe(filter: LogFilter): string {
  const control = filter instanceof CisControl ? ` (${filter.controlId}; CIS ${filter.cisIds.join(', ')})` : '';
  return `[${filter.severity}] ${filter.meaning}${control} What to do: ${filter.runbookUrl}`;
}

function checkOverrides(overrides: readonly AlarmOverride[], filters: readonly LogFilter[]): Problems {
  const problems = new Problems();
  overrides.forEach(({ filter, threshold, period }, index) => {
    const at = `overrides[${index}]`;
    const first = overrides.findIndex((other) => other.filter.filterName === filter.filterName);
    const seconds = period?.toSeconds() ?? 60;
    problems
      .unless(
        filters.some(({ filterName }) => filterName === filter.filterName),
        {
          what: `${at}.filter`,
          given: filter.filterName,
          allowed: 'one of the filters',
          todo: 'add it to filters, or leave the override out',
        },
      )
      .unless(first === index, {
        what: `${at}.filter`,
        given: filter.filterName,
        allowed: 'one override for each filter',
        todo: `merge it with overrides[${first}]`,
      })
      .unless(threshold === undefined || threshold > 0, {
        what: `${at}.threshold`,
        given: threshold,
        allowed: 'a number above 0',
        todo: 'use enabled: false to switch the alarm off',
      })
      .unless(seconds % 60 === 0 && seconds >= 60 && seconds <= 86_400, {
        what: `${at}.period`,
        given: `${seconds} seconds`,
        allowed: 'whole minutes, from one minute to a day',
        todo: 'CloudWatch Logs counts by the minute, and CloudWatch evaluates an alarm over at most a day',
      });
  });
  return problems;
}
