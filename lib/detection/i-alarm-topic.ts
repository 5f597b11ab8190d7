import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import type { AlarmSeverity } from '../shared/alarm-severity';

/**
 * The topic through which alarms and alerts of one account and Region reach people, made by this library or existing
 * already.
 */
export interface IAlarmTopic extends IConstruct {
  /** The trail that the alarms are about. */
  readonly trail: TrailIdentity;
  /** The topic. */
  readonly topic: sns.ITopic;
  /** The ARN of the topic. It can be used in any stack. */
  readonly topicArn: string;
  /** The key of the topic; undefined where no key is known. */
  readonly encryptionKey?: kms.IKey;

  /** Whether people are also notified when an alarm is over. */
  readonly notifiesWhenOver: boolean;

  /**
   * The ARN of the topic through which people get what has this severity: one of its own, or that of all others.
   */
  topicArnFor(severity: AlarmSeverity): string;

  /**
   * Lets an alarm of this account and Region reach the people behind this topic when it starts, and when it is over where
   * they asked for it. The severity that its description begins with says which people.
   *
   * The alarm must have a fixed name, since the policies of topic and key are pinned to it. It may be in another stack.
   */
  notify(alarm: cloudwatch.AlarmBase): void;

  /**
   * What a role needs to publish to this topic, and to those of single severities, and to use their keys, and nothing else.
   *
   * A role in another stack of this account and Region is given the key by its alias, since no stack refers to another.
   *
   * @param scope - where the role is made
   */
  publishStatements(scope: Construct): iam.PolicyStatement[];
}
