import { CfnOutput } from 'aws-cdk-lib';
import { CfnTrail, type InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BESIDE_TRAIL, type Home } from '../identity/homes';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { noteForPeople } from '../shared/note';
import { having, type Problems } from '../shared/problems';
import { retain } from '../shared/retain';
import type { DataEvents } from './data-events';
import { DeliveryTopic } from './delivery-topic';
import { checkEncryptionKey } from './encryption-key';
import type { IOrganizationTrail } from './i-organization-trail';
import { ImportedOrganizationTrail } from './imported-organization-trail';
import { TrailLogGroup } from './log-group';
import type { OrganizationTrailAttributes, OrganizationTrailProps } from './options';
import { prerequisitesNotice } from './prerequisites';
import { settingsOf, type TrailSettings } from './settings';

/**
 * A CloudTrail trail that records every account of an organization, or one account, in every Region.
 *
 * It is always logging, multi-Region, with global service events, log file validation, encryption and all management
 * events, and it sends them to an encrypted log group. No property switches one of these off. Deleting the stack
 * keeps the trail, its log group and their keys, and it goes on logging.
 *
 * The trail has the tag `ManagedBy`, since Security Hub CloudTrail.9 demands one, and the tags of its stack and app.
 *
 * It belongs into the management account, in the home Region of the trail. Deploy the `LogArchive` first.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
 *
 * @example
 * new OrganizationTrail(this, 'Trail', { trail });
 */
export class OrganizationTrail extends Construct implements IOrganizationTrail {
  /**
   * Takes an organization trail that exists already.
   *
   * It is neither changed nor watched by that. `TrailConfigRules` puts it back to these attributes.
   */
  public static fromOrganizationTrailAttributes(
    scope: Construct,
    id: string,
    attributes: OrganizationTrailAttributes,
  ): IOrganizationTrail {
    return new ImportedOrganizationTrail(scope, id, attributes);
  }

  /** Which trail this is. */
  public readonly trail: TrailIdentity;
  /** The log group that receives the events. */
  public readonly logGroup: logs.ILogGroup;
  /** The topic to which CloudTrail publishes every delivery; undefined unless delivery notifications were asked for. */
  public readonly deliveryTopic?: sns.ITopic;
  /** The ARN of that topic, made from its name. */
  public readonly deliveryTopicArn?: string;
  /** The keys that were made with the trail: of the log group, and of the topic where there is one. For `TamperAlerts`. */
  public readonly encryptionKeys: IKey[];
  /** The ARN of the key of the log files, where the trail names it by that; undefined where it does by its alias. */
  public readonly encryptionKeyArn?: string;
  /** The data events that the trail records beside all management events. */
  public readonly dataEvents: DataEvents[];
  /** The kinds of unusual activity that CloudTrail Insights looks for. */
  public readonly insightTypes: InsightType[];

  constructor(scope: Construct, id: string, props: OrganizationTrailProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, HOME);
    this.trail = trail;
    checkEncryptionKey(problems, trail, props.encryptionKeyArn);
    this.encryptionKeyArn = props.encryptionKeyArn;
    this.dataEvents = problems.items('dataEvents', props.dataEvents, DATA_EVENTS);
    this.insightTypes = problems.items('insightTypes', props.insightTypes, INSIGHT_TYPES);

    const retention = props.logGroupRetention ?? logs.RetentionDays.ONE_YEAR;
    const logGroup = new TrailLogGroup(this, 'LogGroup', { trail, retention });
    this.logGroup = logGroup.logGroup;
    const topic = props.deliveryNotifications ? new DeliveryTopic(this, 'DeliveryTopic', { trail }) : undefined;
    this.deliveryTopic = topic?.topic;
    this.deliveryTopicArn = topic?.topicArn;
    this.encryptionKeys = [logGroup.key, ...(topic ? [topic.key] : [])];

    const settings = settingsOf(this);
    const resource = new CfnTrail(this, 'Resource', { ...cfnTrailProps(settings), isLogging: true, tags: TAGS });
    for (const part of [logGroup, topic, props.logArchive]) if (part) resource.node.addDependency(part);

    new CfnOutput(this, 'TrailArn', {
      value: trail.trailArn,
      description: 'The trail, for validate-trail --trail-arn',
    });
    noteForPeople(this, 'Prerequisites', prerequisitesNotice(this, trail));
    checkSettings(problems, retention, settings);
    retain(resource);
  }
}

const HOME: Home = {
  ...BESIDE_TRAIL,
  accountTodo:
    'deploy the trail there. A delegated administrator can create an organization trail, but the trail belongs ' +
    'to the management account all the same, and CloudFormation then calls StartLogging with the name of the ' +
    'trail, which does not exist in the delegated account: the deployment rolls back with TrailNotFound',
  regionTodo: 'a trail can be created and changed in its home Region only: change env.region or homeRegion',
};

/** A tag of the same key that is added to the app or the stack overrides this one. */
const TAGS = [{ key: 'ManagedBy', value: 'cdk-organization-trail' }];

const DATA_EVENTS = having(
  '_render',
  'data events',
  'make them by a method of DataEvents, such as DataEvents.s3Objects()',
);
const INSIGHT_TYPES = having('value', 'a type of Insights', 'take it from InsightType of aws-cdk-lib/aws-cloudtrail');

function checkSettings(problems: Problems, retention: logs.RetentionDays, settings: TrailSettings): void {
  const conditions = selectorConditions(settings);
  problems
    .unless(retention >= 365, {
      what: 'logGroupRetention',
      given: retention,
      allowed: 'RetentionDays.ONE_YEAR (365) or longer',
      todo: 'keep a year: Security Hub CloudWatch.16 asks for it',
    })
    .unless(conditions <= MAX_SELECTOR_CONDITIONS, {
      what: 'dataEvents',
      given: `${conditions} conditions`,
      allowed: `at most ${MAX_SELECTOR_CONDITIONS} conditions in all selectors of a trail, the one for management events included`,
      todo: 'name fewer resources, or a prefix that several of them share',
    });
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
      dataResources: selector.DataResources?.map(({ Type, Values }) => ({ type: Type, values: Values })),
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
