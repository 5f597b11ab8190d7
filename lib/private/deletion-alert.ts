// The alert on deletions in the buckets of the log archive. S3 itself sends these events, so that they are seen without
// data events in the trail.
import { AlarmSeverity } from '../log-filter';
import type { TrailIdentity } from '../trail-identity';
import type { AlertText } from './alert-message';
import type { Alert } from './alerts';
import type { EventPattern } from './event-pattern';
import { nameOf } from './names';

/**
 * Not the key of the object, which the caller of a deletion words freely: a quote in it could spoil the text.
 */
const DELETION_TEXT: AlertText = {
  lines: [
    'What: <how> in the bucket <bucket>',
    'Version (empty where there is none): <version>',
    'Who: account or service <requester>',
    'From: <sourceIp>',
    'Request id, for the access logs: <requestId>',
  ],
  paths: {
    how: '$.detail.deletion-type',
    bucket: '$.detail.bucket.name',
    version: '$.detail.object.version-id',
    requester: '$.detail.requester',
    sourceIp: '$.detail.source-ip-address',
    requestId: '$.detail.request-id',
  },
};

export function deletionAlert(trail: TrailIdentity): Alert {
  return {
    id: 'LogFileDeletion',
    ruleName: nameOf(trail, 'LogFileDeletion'),
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted an object of the log archive: a log file, a digest, an access log or a report.',
    section: 'LogFileDeletion',
    patternHolds: 'logBucketName, accessLogBucketName, evidenceBucketName',
    pattern: deletionPattern(trail),
    text: DELETION_TEXT,
  };
}

/**
 * Deletions by anybody, but not by the lifecycle of a bucket: what it may delete and when is watched as a setting.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
function deletionPattern(trail: TrailIdentity): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Deleted'],
    detail: {
      bucket: { name: [trail.logBucketName, trail.accessLogBucketName, trail.evidenceBucketName] },
      reason: [{ 'anything-but': ['Lifecycle Expiration'] }, { exists: false }],
    },
  };
}
