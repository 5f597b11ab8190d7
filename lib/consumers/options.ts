import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ConsumerTrust } from './consumer-trust';
import type { LogDelivery } from './log-delivery';

/**
 * What can be chosen about a consumer of the log files.
 */
export interface LogConsumerOptions {
  /**
   * A name of its own, 2 to 20 lower-case letters, digits and dashes. Queue, topic, role and alarms are named after it.
   */
  readonly consumerName: string;

  /**
   * How the consumer is notified of a new log file.
   *
   * @default LogDelivery.sqs()
   */
  readonly delivery?: LogDelivery;

  /**
   * Who assumes the role by which the consumer reads.
   *
   * @default - no role is made; `grantConsume` lets a principal of the log archive account read
   */
  readonly trust?: ConsumerTrust;

  /**
   * The accounts whose log files the consumer gets.
   *
   * @default - all accounts
   */
  readonly accountIds?: string[];

  /**
   * What the role may do with log files beyond `s3:GetObject`, where a vendor asks for it. Only what reads is accepted:
   * `s3:GetObjectVersion`, `s3:GetObjectTagging`, `s3:GetObjectAttributes`, `s3:ListBucketVersions`,
   * `s3:GetBucketNotification`.
   *
   * @default - nothing more
   */
  readonly moreActions?: string[];
}

/**
 * What a consumer of the log files is made of.
 */
export interface LogConsumerProps extends LogConsumerOptions {
  /**
   * The trail whose log files are consumed.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is notified when the consumer falls behind or gives up.
   */
  readonly alarmTopic: IAlarmTopic;
}
