import type { TrailIdentity } from '../identity/trail-identity';
import type { TrailSettings } from '../trail/settings';

/** What puts the trail back when a rule finds it non-compliant. */
export enum RepairedBy {
  /** AWS-ConfigureCloudTrailLogging, started by AWS Config. */
  RUNBOOK,
  /** The own document, started by AWS Config. */
  DOCUMENT,
  /**
   * The own document, started by EventBridge. These rules report every trail of the account by itself, and AWS Config
   * would start a repair for any of them; EventBridge can distinguish ours from another.
   */
  DOCUMENT_BY_EVENT,
}

/** A managed rule of AWS Config about the trail. */
export interface TrailRule {
  readonly id: string;
  readonly identifier: string;
  readonly nameSuffix: string;
  readonly description: string;
  readonly inputParameters?: (trail: TrailIdentity, settings: TrailSettings) => Record<string, string>;
  readonly repairedBy: RepairedBy;
}

/** With these the rule asks about our trail: any other one in the account could otherwise make it compliant. */
const oursAlone = (trail: TrailIdentity, settings: TrailSettings) => ({
  s3BucketName: trail.logBucketName,
  cloudWatchLogsLogGroupArn: settings.CloudWatchLogsLogGroupArn,
});

/** @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html */
export const TRAIL_RULES: readonly TrailRule[] = [
  {
    id: 'Logging',
    identifier: 'CLOUD_TRAIL_ENABLED',
    nameSuffix: 'is-logging',
    description: 'The trail is logging to its bucket and its log group.',
    inputParameters: oursAlone,
    repairedBy: RepairedBy.RUNBOOK,
  },
  {
    id: 'MultiRegion',
    identifier: 'MULTI_REGION_CLOUD_TRAIL_ENABLED',
    nameSuffix: 'is-multi-region',
    description: 'The trail records all management events of every Region, none excluded.',
    inputParameters: (trail, settings) => ({
      ...oursAlone(trail, settings),
      includeManagementEvents: 'true',
      readWriteType: 'ALL',
    }),
    repairedBy: RepairedBy.DOCUMENT,
  },
  {
    id: 'SecurityBestPractices',
    identifier: 'CLOUDTRAIL_SECURITY_TRAIL_ENABLED',
    nameSuffix: 'follows-best-practices',
    description: 'The account has a trail that follows all security best practices.',
    repairedBy: RepairedBy.DOCUMENT,
  },
  {
    id: 'LogFileValidation',
    identifier: 'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED',
    nameSuffix: 'validates-log-files',
    description: 'Every trail has log file validation.',
    repairedBy: RepairedBy.DOCUMENT_BY_EVENT,
  },
  {
    id: 'Encryption',
    identifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED',
    nameSuffix: 'is-encrypted',
    description: 'Every trail encrypts its log files with a KMS key.',
    repairedBy: RepairedBy.DOCUMENT_BY_EVENT,
  },
  {
    id: 'CloudWatchLogs',
    identifier: 'CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED',
    nameSuffix: 'delivers-to-cloudwatch-logs',
    description: 'Every trail delivers to CloudWatch Logs.',
    repairedBy: RepairedBy.DOCUMENT_BY_EVENT,
  },
];
