import type { CloudTrailRecord } from './record';

/** What EventBridge makes of a CloudTrail record. */
export function eventOf(detail: CloudTrailRecord): Record<string, unknown> {
  const service = String(detail.eventSource).split('.')[0];
  return {
    version: '0',
    id: '0b6a2f0e-3f0b-4f4e-9d0a-3b8f6a1c2d01',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: detail.recipientAccountId,
    time: detail.eventTime,
    region: detail.awsRegion,
    resources: [],
    detail,
  };
}
