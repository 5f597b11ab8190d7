import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { TrailIdentity } from '../identity/trail-identity';
import type { AlarmReporter } from './alarm-reporter';
import type { AlarmProfile, AlarmRoute } from './alarm-routes';
import type { LogFilter } from './filters/log-filter';
import type { IAlarmTopic } from './i-alarm-topic';

/**
 * What is different about one alarm.
 */
export interface AlarmOverride {
  /**
   * The control or extra filter whose alarm it is.
   */
  readonly filter: LogFilter;

  /**
   * Whether the alarm notifies anybody.
   *
   * With `false` the metric filter and the alarm stay, with the actions of the alarm disabled: it still changes its state,
   * and nobody is notified. So it can be switched on again, and no alarm is left behind that nothing deploys. Security Hub
   * may fail the control, and fails CloudWatch.17, that the actions of alarms are enabled: the synthesis warns. It takes a
   * `reason`.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Why the alarm is switched off, in words. The synthesis and the outputs of the stack show it.
   *
   * @default - none; it must be given where `enabled` is false
   */
  readonly reason?: string;

  /**
   * How the alarm reaches people. CloudWatch.1, 3, 5, 6, 7 and 9 and what is CRITICAL always do so directly; the digest alone
   * reports only what the quiet profile has there.
   *
   * @default - by the profile
   */
  readonly route?: AlarmRoute;

  /**
   * How many events within a period raise the alarm.
   *
   * Security Hub prescribes 1 for the fourteen controls: with another number the synthesis warns. With a number above 1 the
   * alarm adds up the values of its metric, and whoever may call `cloudwatch:PutMetricData` can keep it quiet by values below
   * zero; with 1 it looks at the highest value, which none below hides.
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
   * What else to do when the alarm starts, for example call an on-call service. The topic is always notified.
   *
   * @default - nothing else
   */
  readonly extraActions?: cloudwatch.IAlarmAction[];
}

/**
 * What a filter beside the fourteen controls leaves out, for a time.
 */
export interface FilterException {
  /**
   * The filter. Neither a control, whose pattern Security Hub prescribes, nor a filter whose alarm is always direct.
   */
  readonly filter: LogFilter;

  /**
   * Whose calls it leaves out: the exact ARN of a user or of a role, whose sessions are meant.
   */
  readonly principalArn: string;

  /**
   * Why, in words. The synthesis and the outputs of the stack show it.
   */
  readonly reason: string;

  /**
   * The last day on which it holds, as in `2026-12-31`, at most a year from now. The first synthesis after that day leaves it
   * out and warns; until then it stays as it was deployed.
   */
  readonly expires: string;
}

/**
 * What can be chosen about the alarms of a trail.
 */
export interface TrailAlarmsOptions {
  /**
   * What to watch for. Security Hub fails the controls that are left out: the synthesis warns.
   *
   * The alarm of a filter that is left out later is deleted. An override with `enabled: false` switches it off instead.
   *
   * @default - the fourteen of `CisControl` and all of `ExtraFilter`
   */
  readonly filters?: LogFilter[];

  /**
   * How much people read of daily life. In each profile filters, metrics, alarms and their actions are the same, so that
   * Security Hub passes them; in the quiet one people are notified of daily life once a day, in a digest.
   *
   * @default AlarmProfile.QUIET, or AlarmProfile.SECURITY_HUB where there is no reporter
   */
  readonly profile?: AlarmProfile;

  /**
   * What is different about single alarms.
   *
   * @default - nothing
   */
  readonly overrides?: AlarmOverride[];

  /**
   * Roles by which people sign in to the console through an identity provider of your own that asks for MFA, by their exact
   * ARNs. AWS does not see that MFA, so `ExtraFilter.SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS` would find each of these sign-ins.
   * It leaves them out. Whoever can change the trust of such a role can sign in by it without an alarm on the missing MFA.
   *
   * A pattern has room for about six. Roles of IAM Identity Center need not be named. The saved query of the filter shows
   * them all the same.
   *
   * @default - every sign-in by a role in which AWS saw no MFA raises the alarm, but for IAM Identity Center
   */
  readonly federatedRoleArns?: string[];

  /**
   * What single filters leave out, each with a principal, a reason and a last day.
   *
   * @default - nothing
   */
  readonly exceptions?: FilterException[];
}

/**
 * What the alarms of a trail are made of.
 */
export interface TrailAlarmsProps extends TrailAlarmsOptions {
  /**
   * The trail whose log group is watched.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is notified.
   */
  readonly alarmTopic: IAlarmTopic;

  /**
   * What reports alarms with who did what, and sends the daily digest.
   *
   * @default - people get the alarms as they are
   */
  readonly reporter?: AlarmReporter;
}
