// The message that CloudWatch publishes when an alarm changes its state, as far as it is used.
import { nameInArn } from '../core/format/arn';
import { MINUTE } from '../core/format/time';

/** An alarm on a metric filter of the trail's log group. */
export interface Alarm {
  readonly alarmName: string;
  /** The name of its filter: that of the alarm without the trail's. */
  readonly filterName: string;
  /** What it says to people. */
  readonly description: string;
  readonly metricNamespace: string;
  readonly metricName: string;
  /** How long the time is that it looks at, in milliseconds. */
  readonly window: number;
}

/** An alarm that is on, or over, since a time. */
export interface StateChange {
  readonly alarm: Alarm;
  readonly isOn: boolean;
  readonly since: number;
}

/**
 * Reads the message of one alarm. The policy of the topic lets CloudWatch alone publish, for these alarms; whatever has
 * another form is rejected, so that it goes to people as it is.
 *
 * @throws an error that says what the message lacks
 */
export function parseStateChange(message: string, trailArn: string): StateChange {
  const given = JSON.parse(message) as Record<string, unknown>;
  const trigger = (given.Trigger ?? {}) as Record<string, unknown>;
  const alarmName = text(given, 'AlarmName');
  const since = Date.parse(text(given, 'StateChangeTime'));
  const window = number(trigger, 'Period') * number(trigger, 'EvaluationPeriods') * 1000;
  if (Number.isNaN(since)) throw new Error(`StateChangeTime is no time: ${text(given, 'StateChangeTime')}`);
  return {
    alarm: {
      alarmName,
      filterName: filterNameOf(alarmName, trailArn),
      description: String(given.AlarmDescription ?? ''),
      metricNamespace: text(trigger, 'Namespace'),
      metricName: text(trigger, 'MetricName'),
      window: Math.max(window, MINUTE),
    },
    isOn: text(given, 'NewStateValue') === 'ALARM',
    since,
  };
}

function filterNameOf(alarmName: string, trailArn: string): string {
  const prefix = `${nameInArn(trailArn).replaceAll('.', '-')}-`;
  if (!alarmName.startsWith(prefix))
    throw new Error(`${alarmName} is no alarm of the trail: it must start with ${prefix}`);
  return alarmName.slice(prefix.length);
}

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Error(`the message of the alarm has no ${name}`);
  return value;
}

function number(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !(value > 0)) throw new Error(`the message of the alarm has no ${name}`);
  return value;
}
