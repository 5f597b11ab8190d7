import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * Whom alarms and alerts of one severity reach, instead of those who get all others.
 */
export interface AlarmRouteOptions {
  /**
   * Who gets an e-mail. Each address receives a request first, and nothing else until somebody confirms it.
   *
   * @default - nobody by e-mail
   */
  readonly emailAddresses?: string[];

  /**
   * Other subscriptions: a queue, a function, a web hook of a chat or of an on-call service.
   *
   * @default - none
   */
  readonly subscriptions?: sns.ITopicSubscription[];

  /**
   * A topic that exists already, in the same Region. What holds for `existingTopic` of the alarm topic holds for it too.
   *
   * @default - an encrypted topic is made
   */
  readonly existingTopic?: sns.ITopic;
}

/**
 * Whom alarms reach.
 */
export interface AlarmTopicOptions {
  /**
   * Who gets an e-mail. Each address receives a request first, and nothing else until somebody confirms it.
   *
   * @default - nobody by e-mail
   */
  readonly emailAddresses?: string[];

  /**
   * Other subscriptions: a queue, a function, a web hook of a chat or of an on-call service.
   *
   * @default - none
   */
  readonly subscriptions?: sns.ITopicSubscription[];

  /**
   * Who gets what is CRITICAL: it goes to them and no longer to the others.
   *
   * @default - the same as all others
   */
  readonly critical?: AlarmRouteOptions;

  /**
   * Who gets what is HIGH: it goes to them and no longer to the others.
   *
   * @default - the same as all others
   */
  readonly high?: AlarmRouteOptions;

  /**
   * Whether people are also notified when an alarm is over. It doubles the number of messages, and says nothing of who did
   * what.
   *
   * @default false
   */
  readonly notifyWhenOver?: boolean;
}

/**
 * What an alarm topic is made of.
 */
export interface AlarmTopicProps extends AlarmTopicOptions {
  /**
   * The trail that the alarms are about. Its break-glass roles may delete or disable the key of the topic.
   */
  readonly trail: TrailIdentity;

  /**
   * A topic that exists already, in the same Region. Its policy and its key must let CloudWatch publish: where they can
   * be seen and do not, the synthesis fails; where they can't be seen, it warns with the statements that they need.
   *
   * @default - an encrypted topic is made
   */
  readonly existingTopic?: sns.ITopic;
}

/**
 * An alarm topic that another stack or app made.
 */
export interface AlarmTopicAttributes {
  /**
   * The trail that the alarms are about.
   */
  readonly trail: TrailIdentity;

  /**
   * The ARN of the topic.
   *
   * @default - that of the topic that `AlarmTopic` makes for this trail in this account and Region
   */
  readonly topicArn?: string;

  /**
   * The key of the topic. Roles that publish are allowed to use it.
   *
   * @default - the key that `AlarmTopic` makes for the topic, by its alias
   */
  readonly encryptionKey?: kms.IKey;
}
