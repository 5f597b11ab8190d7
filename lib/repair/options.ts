import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { IOrganizationTrail } from '../trail/i-organization-trail';
import type { ConfigRecorder } from './config-recorder';

/**
 * What can be chosen about the rules that watch a trail and put it back.
 */
export interface TrailConfigRulesOptions {
  /**
   * The recorder that AWS Config needs before it evaluates the rules.
   *
   * @default ConfigRecorder.existing()
   */
  readonly configRecorder?: ConfigRecorder;
}

/**
 * What the rules that watch a trail and put it back are made of.
 */
export interface TrailConfigRulesProps extends TrailConfigRulesOptions {
  /**
   * The trail, in the same stack: the repair is updated before the trail, and the rules after it.
   *
   * Calls by the deployment roles of its principals never start a repair, since it would revert a deployment half-way.
   * Whoever may pass or drive such a role can weaken the trail until the next hourly check.
   */
  readonly organizationTrail: IOrganizationTrail;

  /**
   * Who is notified when a repair fails.
   */
  readonly alarmTopic: IAlarmTopic;
}
