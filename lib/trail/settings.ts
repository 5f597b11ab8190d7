import type { IOrganizationTrail } from './i-organization-trail';
import type { AdvancedEventSelector, EventSelector } from './selectors';

/**
 * The settings of the trail, in the words of the CloudTrail API (CreateTrail, PutEventSelectors, PutInsightSelectors).
 *
 * The trail is created from this value, and whatever puts the trail back to its settings restores this value.
 */
export interface TrailSettings {
  readonly Name: string;
  readonly S3BucketName: string;
  readonly S3KeyPrefix?: string;
  readonly KmsKeyId: string;
  readonly CloudWatchLogsLogGroupArn: string;
  readonly CloudWatchLogsRoleArn: string;
  readonly SnsTopicName?: string;
  readonly IsMultiRegionTrail: true;
  readonly IsOrganizationTrail: boolean;
  readonly IncludeGlobalServiceEvents: true;
  readonly EnableLogFileValidation: true;
  /** Management events alone. CloudTrail accepts either these or advanced ones. */
  readonly EventSelectors?: EventSelector[];
  /** Management events and data events. */
  readonly AdvancedEventSelectors?: AdvancedEventSelector[];
  readonly InsightSelectors?: { readonly InsightType: string }[];
}

/** The settings of a trail: what was chosen about it, and everything else, which is fixed. */
export function settingsOf({ trail, dataEvents, insightTypes, deliveryTopicArn }: TrailChoices): TrailSettings {
  return {
    Name: trail.trailName,
    S3BucketName: trail.logBucketName,
    ...(trail.keyPrefix !== undefined && { S3KeyPrefix: trail.keyPrefix }),
    KmsKeyId: trail.keyAliasArn,
    CloudWatchLogsLogGroupArn: `${trail.logGroupArn}:*`,
    CloudWatchLogsRoleArn: trail.logRoleArn,
    ...(deliveryTopicArn !== undefined && { SnsTopicName: deliveryTopicArn }),
    IsMultiRegionTrail: true,
    IsOrganizationTrail: trail.isOrganizationTrail,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    ...(dataEvents.length === 0
      ? { EventSelectors: [ALL_MANAGEMENT_EVENTS] }
      : { AdvancedEventSelectors: [ADVANCED_MANAGEMENT_EVENTS, ...dataEvents.map((events) => events._render(trail))] }),
    ...(insightTypes.length > 0 && { InsightSelectors: insightTypes.map(({ value }) => ({ InsightType: value })) }),
  };
}

type TrailChoices = Pick<IOrganizationTrail, 'trail' | 'dataEvents' | 'insightTypes' | 'deliveryTopicArn'>;

const ALL_MANAGEMENT_EVENTS: EventSelector = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  ExcludeManagementEventSources: [],
};

const ADVANCED_MANAGEMENT_EVENTS: AdvancedEventSelector = {
  Name: 'Management events',
  FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
};
