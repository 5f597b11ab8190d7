import { HOME_REGION, LOG_ARCHIVE_ACCOUNT } from './record';

export interface Deletion {
  readonly bucketName: string;
  /** How S3 names the cause; left out where it names none. */
  readonly reason?: string;
  readonly requester?: string;
}

/**
 * What a bucket sends to EventBridge when an object was deleted.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectDeleted({ bucketName, reason, requester = LOG_ARCHIVE_ACCOUNT }: Deletion) {
  return {
    version: '0',
    id: '2b9c1f64-6a3a-4f0e-8a58-3c1d7e5b9a01',
    'detail-type': 'Object Deleted',
    source: 'aws.s3',
    account: LOG_ARCHIVE_ACCOUNT,
    time: '2026-03-02T08:15:00Z',
    region: HOME_REGION,
    resources: [`arn:aws:s3:::${bucketName}`],
    detail: {
      version: '0',
      bucket: { name: bucketName },
      object: { key: 'AWSLogs/o-exampleorgid/x.json.gz', 'version-id': 'version-1', sequencer: '0067' },
      'request-id': 'REQUEST1',
      requester,
      'source-ip-address': '192.0.2.10',
      ...(reason !== undefined && { reason }),
      'deletion-type': 'Permanently Deleted',
    },
  };
}
