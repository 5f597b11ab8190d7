import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnTrail, type InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DataEvents } from './data-events';
import type { ILogArchive } from '../archive/log-archive';
import { DeliveryTopic } from './delivery-topic';
import { prerequisitesNotice } from './prerequisites';
import { isSame, Problems } from '../shared/problems';
import { retain } from '../shared/retain';
import { RULES } from '../shared/rules';
import { TrailLogGroup } from './log-group';
import { trailSettings, type TrailSettings } from './settings';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * What can be chosen about an organization trail.
 */
export interface OrganizationTrailProps {
  /**
   * Which trail this is.
   */
  readonly trail: TrailIdentity;

  /**
   * The log archive, where it is part of the same app: the trail is then deployed after it.
   *
   * CloudTrail tests the bucket and key policies when the trail is created, so they must stand before.
   *
   * @default - the log archive stands already
   */
  readonly logArchive?: ILogArchive;

  /**
   * How long CloudWatch Logs keeps the events. At least a year.
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
   * Send a notification for every log file that is delivered, to an encrypted topic that is made for it.
   *
   * @default false
   */
  readonly deliveryNotifications?: boolean;

  /**
   * The roles that may delete or disable the key of the log group, by their exact ARNs.
   *
   * @default - nobody may
   */
  readonly breakGlassRoleArns?: string[];
}

/**
 * A CloudTrail trail that records every account of an organization, or one account, in every Region.
 *
 * It is always logging, multi-Region, with global service events, log file validation, encryption and all management
 * events, and it sends them to an encrypted log group. No property switches one of these off. Deleting the stack
 * leaves the trail standing and logging.
 *
 * It belongs into the management account, in the home Region of the trail. Deploy the `LogArchive` first.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
 *
 * @example
 * new OrganizationTrail(this, 'Trail', { trail });
 */
export class OrganizationTrail extends Construct {
  /** Which trail this is. */
  public readonly trail: TrailIdentity;
  /** The log group that receives the events. */
  public readonly logGroup: logs.ILogGroup;
  /** The topic that is told of every log file; undefined unless delivery notifications were asked for. */
  public readonly deliveryTopic?: sns.ITopic;
  /** The keys that were made with the trail: of the log group, and of the topic where there is one. For `TamperAlerts`. */
  public readonly encryptionKeys: IKey[];

  /**
   * What the trail is set to.
   *
   * @internal
   */
  public readonly _settings: TrailSettings;

  constructor(scope: Construct, id: string, props: OrganizationTrailProps) {
    super(scope, id);
    const { trail, breakGlassRoleArns = [], logGroupRetention = logs.RetentionDays.ONE_YEAR } = props;
    this.trail = trail;

    const logGroup = new TrailLogGroup(this, 'LogGroup', { trail, breakGlassRoleArns, retention: logGroupRetention });
    this.logGroup = logGroup.logGroup;
    const topic = props.deliveryNotifications
      ? new DeliveryTopic(this, 'DeliveryTopic', { trail, breakGlassRoleArns })
      : undefined;
    this.deliveryTopic = topic?.topic;
    this.encryptionKeys = [logGroup.key, ...(topic ? [topic.key] : [])];

    this._settings = trailSettings(trail, {
      dataEvents: props.dataEvents ?? [],
      insightTypes: (props.insightTypes ?? []).map(({ value }) => value),
      deliveryTopicArn: topic?.topicArn,
    });
    const resource = new CfnTrail(this, 'Resource', { ...cfnTrailProps(this._settings), isLogging: true });
    for (const part of [logGroup, topic, props.logArchive]) if (part) resource.node.addDependency(part);

    new CfnOutput(this, 'TrailArn', {
      value: trail.trailArn,
      description: 'The trail, for validate-trail --trail-arn',
    });
    Annotations.of(this).addInfo(prerequisitesNotice(trail));
    this.check(props).report(this);
    retain(this);
  }

  private check(props: OrganizationTrailProps): Problems {
    const { trail } = props;
    const { account, region } = Stack.of(this);
    const conditions = selectorConditions(this._settings);
    return new Problems()
      .unless(isSame(account, trail.managementAccountId), {
        what: 'the account of the stack',
        given: account,
        allowed: `the management account ${trail.managementAccountId}`,
        todo:
          'deploy the trail there. A delegated administrator can create an organization trail, but the trail belongs ' +
          'to the management account all the same, and CloudFormation then calls StartLogging with the name of the ' +
          'trail, which does not exist in the delegated account: the deployment rolls back with TrailNotFound',
      })
      .unless(isSame(region, trail.homeRegion), {
        what: 'the Region of the stack',
        given: region,
        allowed: `the home Region ${trail.homeRegion}`,
        todo: 'a trail can be created and changed in its home Region only: change env.region or homeRegion',
      })
      .unless((props.logGroupRetention ?? Infinity) >= 365, {
        what: 'logGroupRetention',
        given: props.logGroupRetention,
        allowed: 'RetentionDays.ONE_YEAR (365) or longer',
        todo: 'keep a year: Security Hub CloudWatch.16 asks for it',
      })
      .unless(conditions <= MAX_SELECTOR_CONDITIONS, {
        what: 'dataEvents',
        given: `${conditions} conditions`,
        allowed: `at most ${MAX_SELECTOR_CONDITIONS} conditions in all selectors of a trail, the one for management events included`,
        todo: 'name fewer resources, or a prefix that several of them share',
      })
      .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn);
  }
}

/** A quota of CloudTrail: values over all advanced event selectors of a trail. */
const MAX_SELECTOR_CONDITIONS = 500;

function selectorConditions({ AdvancedEventSelectors = [] }: TrailSettings): number {
  return AdvancedEventSelectors.flatMap(({ FieldSelectors }) => FieldSelectors)
    .flatMap(({ Equals = [], StartsWith = [], NotStartsWith = [] }) => [Equals, StartsWith, NotStartsWith])
    .reduce((sum, { length }) => sum + length, 0);
}

/** The settings as CloudFormation's L1 spells them. */
function cfnTrailProps(settings: TrailSettings): Omit<ConstructorParameters<typeof CfnTrail>[2], 'isLogging'> {
  const { EventSelectors, AdvancedEventSelectors, InsightSelectors } = settings;
  return {
    trailName: settings.Name,
    s3BucketName: settings.S3BucketName,
    s3KeyPrefix: settings.S3KeyPrefix,
    kmsKeyId: settings.KmsKeyId,
    cloudWatchLogsLogGroupArn: settings.CloudWatchLogsLogGroupArn,
    cloudWatchLogsRoleArn: settings.CloudWatchLogsRoleArn,
    snsTopicName: settings.SnsTopicName,
    isMultiRegionTrail: settings.IsMultiRegionTrail,
    isOrganizationTrail: settings.IsOrganizationTrail,
    includeGlobalServiceEvents: settings.IncludeGlobalServiceEvents,
    enableLogFileValidation: settings.EnableLogFileValidation,
    eventSelectors: EventSelectors?.map((selector) => ({
      readWriteType: selector.ReadWriteType,
      includeManagementEvents: selector.IncludeManagementEvents,
      excludeManagementEventSources: selector.ExcludeManagementEventSources,
    })),
    advancedEventSelectors: AdvancedEventSelectors?.map(({ Name, FieldSelectors }) => ({
      name: Name,
      fieldSelectors: FieldSelectors.map(({ Field, Equals, StartsWith, NotStartsWith }) => ({
        field: Field,
        equalTo: Equals,
        startsWith: StartsWith,
        notStartsWith: NotStartsWith,
      })),
    })),
    insightSelectors: InsightSelectors?.map(({ InsightType }) => ({ insightType: InsightType })),
  };
}
