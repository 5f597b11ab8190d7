// Which events of the bucket are about log files, and how a message says so.
import type * as events from 'aws-cdk-lib/aws-events';
import { logFilePrefixes } from '../identity/log-paths';
import type { TrailIdentity } from '../identity/trail-identity';
import type { EventPattern } from '../shared/event-pattern';
import { MessageForm } from './message-form';

/**
 * The event of each log file that was delivered. Digests are in another folder, and so match no prefix.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function logFilePattern(trail: TrailIdentity, accountIds?: readonly string[]): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    account: [trail.logArchiveAccountId],
    detail: {
      bucket: { name: [trail.logBucketName] },
      object: { key: logFilePrefixes(trail, accountIds).map((prefix) => ({ wildcard: `${prefix}*.json.gz` })) },
    },
  };
}

/** What the message holds; the event as it is where nothing is said. */
export function messageOf({
  trail,
  messageForm = MessageForm.EVENT_BRIDGE,
}: {
  trail: TrailIdentity;
  messageForm?: MessageForm;
}): Pick<events.CfnRule.TargetProperty, 'inputTransformer'> {
  return messageForm === MessageForm.S3 ? { inputTransformer: s3Message(trail) } : {};
}

/**
 * CloudTrail writes no key with a quote, a space or a percent sign, so that the key needs no encoding.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function s3Message(trail: TrailIdentity): events.CfnRule.InputTransformerProperty {
  const object = ['"key":<key>', '"size":<size>', '"eTag":<etag>', '"versionId":<version>', '"sequencer":<sequencer>'];
  const bucket = ['"name":<bucket>', `"arn":"${trail.logBucketArn}"`];
  const record = [
    '"eventVersion":"2.1"',
    '"eventSource":"aws:s3"',
    '"awsRegion":<region>',
    '"eventTime":<time>',
    '"eventName":"ObjectCreated:Put"',
    `"s3":{"s3SchemaVersion":"1.0","bucket":{${bucket.join(',')}},"object":{${object.join(',')}}}`,
  ];
  return {
    inputPathsMap: {
      region: '$.region',
      time: '$.time',
      bucket: '$.detail.bucket.name',
      key: '$.detail.object.key',
      size: '$.detail.object.size',
      etag: '$.detail.object.etag',
      version: '$.detail.object.version-id',
      sequencer: '$.detail.object.sequencer',
    },
    inputTemplate: `{"Records":[{${record.join(',')}}]}`,
  };
}
