// The alerts on what happens to objects of the log archive, one row an alert. S3 itself sends these events, so that they
// are seen without data events in the trail.
import { AlarmSeverity } from '../../shared/alarm-severity';
import type { TrailIdentity } from '../../identity/trail-identity';
import type { AlertText } from './message';
import type { Alert } from './add-alerts';
import { nameOf } from '../../identity/names';
import { ValidationNames } from '../../identity/validation-names';

interface BucketRow {
  readonly name: string;
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alert. */
  readonly description: string;
  readonly detailType: 'Object Deleted' | 'Object Created';
  /** The field of the event that says how it was done. */
  readonly how: string;
  readonly detail: (trail: TrailIdentity) => object;
  /** Which properties make the pattern longer. */
  readonly patternHolds: string;
}

const ROWS: readonly BucketRow[] = [
  {
    name: 'LogFileDeletion',
    severity: AlarmSeverity.CRITICAL,
    description: 'Somebody deleted an object of the log archive: a log file, a digest, an access log or a report.',
    detailType: 'Object Deleted',
    how: 'deletion-type',
    // By anybody, but not by the lifecycle of a bucket: what it may delete and when is watched as a setting.
    detail: (trail) => ({
      bucket: { name: [trail.logBucketName, trail.accessLogBucketName, trail.evidenceBucketName] },
      reason: [{ 'anything-but': ['Lifecycle Expiration'] }, { exists: false }],
    }),
    patternHolds: 'logBucketName, accessLogBucketName, evidenceBucketName',
  },
  {
    name: 'FindingsAcknowledged',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody acknowledged findings about the log files: they are no longer reported.',
    detailType: 'Object Created',
    how: 'reason',
    detail: (trail) => ({
      bucket: { name: [trail.evidenceBucketName] },
      object: { key: [{ prefix: new ValidationNames(trail).evidencePrefix('acknowledgements') }] },
    }),
    patternHolds: 'evidenceBucketName, trailName',
  },
];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function bucketAlerts(trail: TrailIdentity): Alert[] {
  return ROWS.map(({ name, severity, description, detailType, how, detail, patternHolds }) => ({
    id: name,
    ruleName: nameOf(trail, name),
    severity,
    description,
    section: name,
    patternHolds,
    pattern: { source: ['aws.s3'], 'detail-type': [detailType], detail: detail(trail) },
    text: objectText(how),
  }));
}

/** Not the key of the object, which the caller words freely: a quote in it could spoil the text. */
export function objectText(how: string): AlertText {
  return {
    lines: [
      'What: <how> in the bucket <bucket>',
      'Version (empty where there is none): <version>',
      'Who: account or service <requester>',
      'From: <sourceIp>',
      'Request id, for the access logs: <requestId>',
    ],
    paths: {
      how: `$.detail.${how}`,
      bucket: '$.detail.bucket.name',
      version: '$.detail.object.version-id',
      requester: '$.detail.requester',
      sourceIp: '$.detail.source-ip-address',
      requestId: '$.detail.request-id',
    },
  };
}
