import type { Duration, Size } from 'aws-cdk-lib';
import type { IAlarmTopic } from '../../detection/i-alarm-topic';
import type { TrailIdentity } from '../../identity/trail-identity';

/**
 * What can be chosen about the tables and queries over the log files.
 */
export interface TrailAthenaOptions {
  /**
   * The accounts of a second table, over all of them: a query of it names no account. At most 100.
   *
   * Athena lists a folder of S3 for each account, Region and day: beyond 100 accounts a query of one day lists more than
   * 3,500 folders before it reads anything. With more accounts, name those in question: `account IN (…)`.
   *
   * @default - one table, in which each query names its accounts
   */
  readonly accountIds?: string[];

  /**
   * The roles that may assume the reader role, by their exact ARNs, in accounts of the organization.
   *
   * @default - no reader role is made; `grantQuery` lets a principal of the log archive account ask
   */
  readonly readerArns?: string[];

  /**
   * How much one query may read. Athena stops a query that would read more. At least 10 MB.
   *
   * @default Size.gibibytes(100)
   */
  readonly scanLimit?: Size;

  /**
   * How long results are kept, in whole days, at most 365: they are copies of log data.
   *
   * @default Duration.days(30)
   */
  readonly resultsRetention?: Duration;

  /**
   * How far back the tables reach, in whole days. Older log files are not found.
   *
   * @default Duration.days(365)
   */
  readonly history?: Duration;

  /**
   * Regions that this version of the library does not know. The log files of a Region that is not listed are not found.
   *
   * @default - none
   */
  readonly moreRegions?: string[];
}

/**
 * What the tables and queries over the log files are made of.
 */
export interface TrailAthenaProps extends TrailAthenaOptions {
  /**
   * The trail whose log files are asked.
   */
  readonly trail: TrailIdentity;

  /**
   * Who is notified of tampering with the key of the results.
   */
  readonly alarmTopic: IAlarmTopic;

  /**
   * The name of a bucket that takes the server access logs of the bucket of the results: that of the log archive.
   *
   * @default - the access-log bucket of the trail
   */
  readonly accessLogBucketName?: string;

  /**
   * Whether there are tables of the verdicts of `DigestValidation`, and queries that put the newest verdict beside each
   * event. Set it to false where the trail has no digest validation: queries of these tables would fail, since their
   * bucket does not exist.
   *
   * @default true
   */
  readonly verdicts?: boolean;
}
