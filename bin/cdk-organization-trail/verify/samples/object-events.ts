import { HOME_REGION, LOG_ARCHIVE_ACCOUNT } from './record';

interface ObjectEvent {
  readonly bucketName: string;
  readonly key?: string;
  /** How S3 names the cause; left out where it names none. */
  readonly reason?: string;
  readonly requester?: string;
}

/**
 * What a bucket sends to EventBridge when an object was deleted.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectDeleted(event: ObjectEvent) {
  return objectEvent('Object Deleted', event, { 'deletion-type': 'Permanently Deleted' });
}

/** What a bucket sends to EventBridge when an object, or another version of one, was put there. */
export function objectCreated({ reason = 'PutObject', ...event }: ObjectEvent) {
  return objectEvent('Object Created', { ...event, reason }, {});
}

function objectEvent(detailType: string, { bucketName, ...event }: ObjectEvent, more: Record<string, string>) {
  const { key = 'AWSLogs/o-exampleorgid/x.json.gz', reason, requester = LOG_ARCHIVE_ACCOUNT } = event;
  return {
    version: '0',
    id: '2b9c1f64-6a3a-4f0e-8a58-3c1d7e5b9a01',
    'detail-type': detailType,
    source: 'aws.s3',
    account: LOG_ARCHIVE_ACCOUNT,
    time: '2026-03-02T08:15:00Z',
    region: HOME_REGION,
    resources: [`arn:aws:s3:::${bucketName}`],
    detail: {
      version: '0',
      bucket: { name: bucketName },
      object: { key, 'version-id': 'version-1', sequencer: '0067' },
      'request-id': 'REQUEST1',
      requester,
      'source-ip-address': '192.0.2.10',
      ...(reason !== undefined && { reason }),
      ...more,
    },
  };
}
