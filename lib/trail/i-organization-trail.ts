import type { InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import type { DataEvents } from './data-events';

/**
 * A trail, made by this library or existing already, with what the repair restores.
 */
export interface IOrganizationTrail extends IConstruct {
  /** Which trail this is. */
  readonly trail: TrailIdentity;
  /** The log group that receives the events. */
  readonly logGroup: logs.ILogGroup;
  /** The keys of the log group and of the topic for deliveries, as far as they are known. For `TamperAlerts`. */
  readonly encryptionKeys: kms.IKey[];
  /** The ARN of the key of the log files, where the trail names it by that; undefined where it does by its alias. */
  readonly encryptionKeyArn?: string;
  /** The data events that the trail records beside all management events. */
  readonly dataEvents: DataEvents[];
  /** The kinds of unusual activity that CloudTrail Insights looks for. */
  readonly insightTypes: InsightType[];
  /** The ARN of the topic to which CloudTrail publishes every delivery; undefined for none. */
  readonly deliveryTopicArn?: string;
}
