import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type AdvancedEventSelector,
  type EventSelector,
} from '@aws-sdk/client-cloudtrail';
import {
  ConfigServiceClient,
  DescribeConfigurationRecordersCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand,
} from '@aws-sdk/client-config-service';
import type { Reads } from '../reads';

type RegionalReads = Pick<
  Reads,
  'trailsIn' | 'managementEvents' | 'isLogging' | 'configRecorders' | 'deliveryChannels'
>;

/** What is read of CloudTrail and AWS Config in a Region. */
export const REGIONAL_READS: RegionalReads = {
  async trailsIn(region) {
    const client = new CloudTrailClient({ region });
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    return trailList.map(({ Name, TrailARN, IsOrganizationTrail, IsMultiRegionTrail }) => ({
      name: Name!,
      arn: TrailARN!,
      isOrganizationTrail: IsOrganizationTrail === true,
      isMultiRegion: IsMultiRegionTrail === true,
    }));
  },
  async managementEvents(region, TrailName) {
    const client = new CloudTrailClient({ region });
    const { EventSelectors = [], AdvancedEventSelectors = [] } = await client.send(
      new GetEventSelectorsCommand({ TrailName }),
    );
    return shareOf([...EventSelectors.map(classicShare), ...AdvancedEventSelectors.map(advancedShare)]);
  },
  async isLogging(region, Name) {
    const { IsLogging } = await new CloudTrailClient({ region }).send(new GetTrailStatusCommand({ Name }));
    return IsLogging === true;
  },
  async configRecorders(region) {
    const client = new ConfigServiceClient({ region });
    const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
    const { ConfigurationRecordersStatus = [] } = await client.send(new DescribeConfigurationRecorderStatusCommand({}));
    const recording = ConfigurationRecordersStatus.filter(({ recording }) => recording).map(({ name }) => name);
    return ConfigurationRecorders.map(({ name }) => ({ name: name!, isRecording: recording.includes(name) }));
  },
  async deliveryChannels(region) {
    const client = new ConfigServiceClient({ region });
    const { DeliveryChannels = [] } = await client.send(new DescribeDeliveryChannelsCommand({}));
    return DeliveryChannels.map(({ name }) => name!);
  },
};

type Share = 'all' | 'some' | 'none';

function shareOf(shares: readonly Share[]): Share {
  return shares.includes('all') ? 'all' : shares.includes('some') ? 'some' : 'none';
}

function classicShare({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources }: EventSelector): Share {
  if (!IncludeManagementEvents) return 'none';
  return ReadWriteType === 'All' && (ExcludeManagementEventSources ?? []).length === 0 ? 'all' : 'some';
}

function advancedShare({ FieldSelectors = [] }: AdvancedEventSelector): Share {
  const isManagement = FieldSelectors.some(
    ({ Field, Equals = [] }) => Field === 'eventCategory' && Equals.includes('Management'),
  );
  if (!isManagement) return 'none';
  return FieldSelectors.length === 1 ? 'all' : 'some';
}
