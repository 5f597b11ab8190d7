import type { InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { requiredTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { Problems } from '../shared/problems';
import type { DataEvents } from './data-events';
import { checkEncryptionKey } from './encryption-key';
import type { IOrganizationTrail } from './i-organization-trail';
import type { OrganizationTrailAttributes } from './options';

/** A trail that exists already. */
export class ImportedOrganizationTrail extends Construct implements IOrganizationTrail {
  public readonly trail: TrailIdentity;
  public readonly logGroup: logs.ILogGroup;
  public readonly encryptionKeys: kms.IKey[];
  public readonly encryptionKeyArn?: string;
  public readonly dataEvents: DataEvents[];
  public readonly insightTypes: InsightType[];
  public readonly deliveryTopicArn?: string;

  constructor(scope: Construct, id: string, attributes: OrganizationTrailAttributes) {
    super(scope, id);
    const problems = Problems.of(this);
    this.trail = requiredTrail(problems, attributes.trail);
    checkEncryptionKey(problems, this.trail, attributes.encryptionKeyArn);
    this.encryptionKeyArn = attributes.encryptionKeyArn;
    this.logGroup = logs.LogGroup.fromLogGroupName(this, 'LogGroup', this.trail.logGroupName);
    this.encryptionKeys = attributes.encryptionKeys ?? [];
    this.dataEvents = attributes.dataEvents ?? [];
    this.insightTypes = attributes.insightTypes ?? [];
    this.deliveryTopicArn = attributes.deliveryTopicArn;
  }
}
