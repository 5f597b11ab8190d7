import type { Reads } from '../reads';
import { accountReads } from './account';
import { DATA_LAKE_READS } from './lake-formation';
import { organizationReads } from './organization';
import { REGIONAL_READS } from './regional';

/** The reads, by the AWS SDK and the credentials that it finds. */
export function awsReads(homeRegion: string): Reads {
  return { ...organizationReads(homeRegion), ...accountReads(homeRegion), ...REGIONAL_READS, ...DATA_LAKE_READS };
}
