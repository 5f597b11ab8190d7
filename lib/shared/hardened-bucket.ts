import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** What every bucket of this library has. */
export const HARDENED_BUCKET = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
} satisfies s3.BucketProps;

/** Expiration only hides an object of a versioned bucket; the version goes with the first rule, the marker with the second. */
export function cleaningRules(noncurrentVersionExpiration = Duration.days(30)): s3.LifecycleRule[] {
  return [
    { id: 'RemoveExpiredVersions', noncurrentVersionExpiration },
    { id: 'RemoveDeleteMarkers', expiredObjectDeleteMarker: true },
    { id: 'AbortUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
  ];
}
