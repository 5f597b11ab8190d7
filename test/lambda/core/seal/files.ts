import type { ListedVersion } from '../../../../lambda/core';
import { compareFiles, sealHash, STANDARD, type SealedFile } from '../../../../lambda/core/seal/sealed-day';
import { HOUR } from '../../../support/corpus';

export const DAY_START = Date.UTC(2026, 0, 10);
export const OF_DAY = {
  trailArn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail',
  accountId: '111111111111',
  region: 'us-east-1',
  day: DAY_START,
};

/** The files of a day, some hours of it, with a version id each. */
export function filesOf(names: readonly string[], bucket = 'trail-logs'): SealedFile[] {
  return names
    .map((name, index) => ({
      ...{ bucket, key: `AWSLogs/${name}`, versionId: `v-${name}`, size: 100 + index, storageClass: STANDARD },
      digestEnd: DAY_START + index * HOUR,
    }))
    .sort(compareFiles);
}

/** What S3 lists of these files. */
export function listingOf(files: readonly SealedFile[]): ListedVersion[] {
  return files.map(({ key, versionId, size, storageClass }) => ({
    ...{ key, versionId, size, storageClass, isLatest: true, isDeleteMarker: false, lastModified: DAY_START },
  }));
}

export function hashOf(files: readonly SealedFile[]): string {
  return sealHash({ ...OF_DAY, files });
}
