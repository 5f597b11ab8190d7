import type { Duration } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ILogArchive } from '../archive/i-log-archive';
import type { LogLockMode } from '../archive/lock-mode';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { ExpectedDigests } from './expected-digests';
import type { FormerLogLocation } from './former-log-location';
import type { ValidationRoute } from './route';
import type { UnvalidatedTrail } from './unvalidated-trail';

/**
 * What can be chosen about digest validation.
 */
export interface DigestValidationOptions {
  /**
   * For how long log files must be there, in whole days: what is gone before is tampering.
   *
   * The validator takes it from here and never from the bucket, where somebody could excuse a deletion by shortening the
   * lifecycle.
   *
   * @default - the retention of the log archive; 365 days where that is not known
   */
  readonly retention?: Duration;

  /**
   * How late a digest may be beyond the hour that CloudTrail takes, and how long something may stay unverified before an
   * alarm, in whole hours. After twice as long people are notified of what it is.
   *
   * @default Duration.hours(3)
   */
  readonly grace?: Duration;

  /**
   * How often new digests are verified, in whole hours, from one to eight. The alarms on a validator that does not run
   * wait for three times as long.
   *
   * @default Duration.hours(1)
   */
  readonly interval?: Duration;

  /**
   * When everything that is kept is verified once more, since old log files can be attacked too: each week, or for example each
   * day by `ScheduleExpression.rate(Duration.days(1))`, which finds an attack sooner and costs as much each time. Where no such sweep has been
   * complete for one and a half times the longest interval that the expression has, `sweep-overdue` is a finding.
   *
   * @default - Sundays at 03:40 UTC
   */
  readonly sweepSchedule?: ScheduleExpression;

  /**
   * Within what time each file is read and verified in full again, in whole days, however often its listing was equal to the
   * seal of its day.
   *
   * A sweep compares what S3 lists of a sealed day with its seal, and reads the day again once it was last read so long ago.
   * What a listing doesn't show is found by then at the latest: that a file can't be decrypted any more. Shorter costs a
   * request for each file that is read; where it is no longer than the interval of the sweeps, each one reads everything. What
   * is kept for a shorter time than this is verified once, and then compared until it expires.
   *
   * @default Duration.days(365)
   */
  readonly readAgainWithin?: Duration;

  /**
   * Which way a run takes.
   *
   * @default ValidationRoute.AUTO
   */
  readonly route?: ValidationRoute;

  /**
   * Up to how many objects one Lambda function verifies, from 1 to 10,000,000, where the route is automatic.
   *
   * @default 200000
   */
  readonly objectsPerRun?: number;

  /**
   * How many shards a Distributed Map verifies at once, from 1 to 1,000.
   *
   * A new account may run ten functions at once; the default leaves half of them to others.
   *
   * @default 5
   */
  readonly maxConcurrency?: number;

  /**
   * Reserves concurrency for the validating function, from 1 to 1,000, so that no other function of the account can starve it.
   *
   * The deployment fails in an account with the quota of ten that new accounts have: Lambda keeps that many unreserved.
   *
   * @default - none: one run at a time is held by a lease
   */
  readonly reservedConcurrency?: number;

  /**
   * Accounts and Regions whose digests must be there from the first run on, beside those that are found.
   *
   * @default - those that are found, and those that AWS Organizations names by `organizationsRoleArn`
   */
  readonly expectedDigests?: ExpectedDigests[];

  /**
   * Trails without log file validation that write to the bucket too, where that existed before and is taken by
   * `LogArchive.fromLogArchiveAttributes`. `LogArchive` admits no other trail, so this is rejected beside it.
   *
   * A log file that no digest lists is tampering (`log-file-unlisted`, INVALID). One that such a trail may have written is
   * unverified instead (`log-file-unattributed`): people are notified of it at once, it stays open until it is acknowledged, and
   * it is never valid. Whoever can write to the bucket could plant a file there, so name no more accounts, Regions and
   * time than the trail has.
   *
   * @default - none: every log file that no digest lists is tampering
   */
  readonly unvalidatedTrails?: UnvalidatedTrail[];

  /**
   * Where the trail delivered before it was moved to another bucket or key prefix, for as long as something of that time is
   * kept there.
   *
   * What is there is validated as what the trail delivers now, so that nobody can delete or change it unnoticed. Digests
   * that name another location are `bucket-not-allowed`, and nothing is read there.
   *
   * @default - none: what was verified in another location is `former-location-undeclared`
   */
  readonly formerLocations?: FormerLogLocation[];

  /**
   * A role that may list the accounts of the organization and their enabled Regions (`organizations:ListAccounts`,
   * `account:ListRegions` with trusted access for Account Management), and trusts the validator.
   *
   * Without it an account that never delivered anything can't be noticed: each report says so.
   *
   * @default - AWS Organizations is not asked
   */
  readonly organizationsRoleArn?: string;

  /**
   * Whether findings go to AWS Security Hub, where it is enabled.
   *
   * @default true
   */
  readonly securityHub?: boolean;

  /**
   * For how long reports, and the lists beside them, are kept and locked, in whole days: at least as long as log files are
   * kept.
   *
   * What a report proves is asked for when its log files are about to expire, or have. The lifecycle and the Object Lock of
   * the evidence bucket follow it; what was stored before a change keeps the lock that it has.
   *
   * @default - 400 days more than log files are kept, at most 36,500; as long as log files where that is known at deployment
   * only, with a warning
   */
  readonly evidenceRetention?: Duration;

  /**
   * Who may end the retention of a report before its time.
   *
   * `COMPLIANCE` can't be undone: it needs `complianceLockAcknowledged`.
   *
   * @default LogLockMode.GOVERNANCE
   */
  readonly evidenceLockMode?: LogLockMode;

  /**
   * Acknowledges, in words, that nobody can delete a report before its time with `LogLockMode.COMPLIANCE`, nor stop paying for
   * it, but by closing the account.
   *
   * @default - not acknowledged: `LogLockMode.COMPLIANCE` is rejected
   */
  readonly complianceLockAcknowledged?: string;

  /**
   * The bucket for the server access logs of the buckets that are made here, by its name.
   *
   * @default - the access-log bucket of the log archive; none where that is not known
   */
  readonly accessLogBucketName?: string;
}

/**
 * What digest validation is made of.
 */
export interface DigestValidationProps extends DigestValidationOptions {
  /**
   * Whose log files are validated: a log archive of this app, or one that exists already.
   *
   * By the principals of its trail, break-glass roles may delete reports and keys and change the table's protection, beside
   * the roles that deploy this stack; acknowledger roles may acknowledge findings.
   */
  readonly logArchive: ILogArchive;

  /**
   * Who is notified: the topic of the log archive account, in the home Region.
   */
  readonly alarmTopic: IAlarmTopic;
}
