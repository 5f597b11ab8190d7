import type { TrailIdentity } from '../identity/trail-identity';
import type { IAlarmTopic } from './i-alarm-topic';

/**
 * What can be chosen about the reports of alarms.
 */
export interface AlarmReporterOptions {
  /**
   * The hour of the day, in UTC, at which the daily digest is sent, from 0 to 23. It comes also when there is nothing in it.
   *
   * @default 7
   */
  readonly digestHour?: number;
}

/**
 * What reports of alarms are made of.
 */
export interface AlarmReporterProps extends AlarmReporterOptions {
  /**
   * The trail whose alarms are reported.
   */
  readonly trail: TrailIdentity;

  /**
   * Who gets the reports.
   */
  readonly alarmTopic: IAlarmTopic;
}
