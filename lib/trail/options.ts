import type { InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { ILogArchive } from '../archive/i-log-archive';
import type { TrailIdentity } from '../identity/trail-identity';
import type { DataEvents } from './data-events';

/**
 * What can be chosen about an organization trail.
 */
export interface OrganizationTrailOptions {
  /**
   * The ARN of the key that encrypts the log files, where the trail can't name it by its alias.
   *
   * By default the trail names the key by the ARN of its alias, so that nothing has to be copied from the stack of the log
   * archive. Whether CloudTrail resolves an alias of another account is not verified against AWS; trail-key of
   * docs/verify.md settles it. If it does not, deploy the log archive, then give the ARN of its key. It must be a key of
   * the log archive account in the home Region, the one that the alias names: the guardrail and all policies know it by
   * the alias.
   *
   * @default - the alias of the trail, `keyAliasName`
   */
  readonly encryptionKeyArn?: string;

  /**
   * How long CloudWatch Logs keeps the events, in days. At least a year.
   *
   * The log bucket keeps them for as long as the log archive says.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logGroupRetention?: logs.RetentionDays;

  /**
   * Data events to record beside all management events. They are charged for.
   *
   * @default - none
   */
  readonly dataEvents?: DataEvents[];

  /**
   * The kinds of unusual activity that CloudTrail Insights looks for. They are charged for.
   *
   * @default - none
   */
  readonly insightTypes?: InsightType[];

  /**
   * Publish a notification of every log file that is delivered, to an encrypted topic that is made for it.
   *
   * @default false
   */
  readonly deliveryNotifications?: boolean;
}

/**
 * What an organization trail is made of.
 */
export interface OrganizationTrailProps extends OrganizationTrailOptions {
  /**
   * Which trail this is. Its break-glass roles may delete or disable the keys that are made with it.
   */
  readonly trail: TrailIdentity;

  /**
   * The log archive, where it is part of the same app: the trail is then deployed after it.
   *
   * CloudTrail tests the bucket and key policies when the trail is created, so they must exist before.
   *
   * @default - the log archive exists already
   */
  readonly logArchive?: ILogArchive;
}

/**
 * An organization trail that exists already.
 *
 * The settings that are not among these are those that every trail of this library has: `TrailConfigRules` restores them.
 */
export interface OrganizationTrailAttributes {
  /**
   * Which trail this is.
   */
  readonly trail: TrailIdentity;

  /**
   * The keys of the log group and of the topic for deliveries, where they are known. For `TamperAlerts`.
   *
   * @default - none
   */
  readonly encryptionKeys?: kms.IKey[];

  /**
   * The ARN of the key that encrypts the log files, where the trail does not name it by its alias.
   *
   * @default - the alias of the trail, `keyAliasName`
   */
  readonly encryptionKeyArn?: string;

  /**
   * The data events that the trail records beside all management events.
   *
   * @default - none
   */
  readonly dataEvents?: DataEvents[];

  /**
   * The kinds of unusual activity that CloudTrail Insights looks for.
   *
   * @default - none
   */
  readonly insightTypes?: InsightType[];

  /**
   * The ARN of the topic to which CloudTrail publishes every delivery.
   *
   * @default - none
   */
  readonly deliveryTopicArn?: string;
}
