import type { TrailIdentity } from '../identity/trail-identity';
import type { DataEvents } from './data-events';
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
  /**
   * Where they suffice: more tools read these, the rules of AWS Config among them. CloudTrail accepts either these or
   * advanced ones.
   */
  readonly EventSelectors?: EventSelector[];
  /** Management events, and data events that classic selectors can't describe. */
  readonly AdvancedEventSelectors?: AdvancedEventSelector[];
  readonly InsightSelectors?: { readonly InsightType: string }[];
}

/** The settings of a trail: what was chosen about it, and everything else, which is fixed. */
export function settingsOf({
  trail,
  encryptionKeyArn,
  dataEvents,
  insightTypes,
  deliveryTopicArn,
}: TrailChoices): TrailSettings {
  return {
    Name: trail.trailName,
    S3BucketName: trail.logBucketName,
    ...(trail.keyPrefix !== undefined && { S3KeyPrefix: trail.keyPrefix }),
    KmsKeyId: encryptionKeyArn ?? trail.keyAliasArn,
    CloudWatchLogsLogGroupArn: `${trail.logGroupArn}:*`,
    CloudWatchLogsRoleArn: trail.logRoleArn,
    ...(deliveryTopicArn !== undefined && { SnsTopicName: deliveryTopicArn }),
    IsMultiRegionTrail: true,
    IsOrganizationTrail: trail.isOrganizationTrail,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    ...selectorsOf(trail, dataEvents),
    ...(insightTypes.length > 0 && { InsightSelectors: insightTypes.map(({ value }) => ({ InsightType: value })) }),
  };
}

type TrailChoices = Pick<
  IOrganizationTrail,
  'trail' | 'encryptionKeyArn' | 'dataEvents' | 'insightTypes' | 'deliveryTopicArn'
>;

function selectorsOf(
  trail: TrailIdentity,
  dataEvents: readonly DataEvents[],
): Pick<TrailSettings, 'EventSelectors' | 'AdvancedEventSelectors'> {
  const classic = dataEvents.map((events) => events._renderClassic(trail));
  return classic.every((selector) => selector !== undefined)
    ? { EventSelectors: [ALL_MANAGEMENT_EVENTS, ...classic] }
    : { AdvancedEventSelectors: [ADVANCED_MANAGEMENT_EVENTS, ...dataEvents.map((events) => events._render(trail))] };
}

const ALL_MANAGEMENT_EVENTS: EventSelector = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  ExcludeManagementEventSources: [],
};

/** Named as the console names it, which tools look for. */
const ADVANCED_MANAGEMENT_EVENTS: AdvancedEventSelector = {
  Name: 'Management events selector',
  FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
};
