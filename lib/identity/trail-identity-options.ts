import type { TrailPrincipals } from './trail-principals';

/**
 * What a trail may be named by, with or without AWS Organizations.
 */
export interface TrailIdentityOptions {
  /**
   * The account that holds the log bucket and its key, 12 digits.
   *
   * A separate account keeps the logs out of reach of whoever takes over the management account.
   *
   * @default - the account that owns the trail
   */
  readonly logArchiveAccountId?: string;

  /**
   * The AWS partition, such as `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc`. It must be that of the home Region.
   *
   * @default - the partition of the home Region
   */
  readonly partition?: string;

  /**
   * Who may do what nobody else may: break-glass, deployment, deployer and acknowledger roles.
   *
   * @default - no break-glass roles; the roles of the synthesizers deploy
   */
  readonly principals?: TrailPrincipals;

  /**
   * The name of the trail, 3 to 128 characters.
   *
   * The ARN of the trail is made from it, and the bucket and key policies are pinned to that ARN.
   * A change makes CloudFormation replace the trail.
   *
   * @default "organization-trail" for an organization, "account-trail" for an account
   */
  readonly trailName?: string;

  /**
   * The name of the bucket that CloudTrail delivers to.
   *
   * @default "trail-logs-{log archive account}-{home Region}", with "-an" at its end for account-regional names
   */
  readonly logBucketName?: string;

  /**
   * Whether the buckets get names of the account's own namespace, "…-{account}-{Region}-an", which nobody else can have:
   * neither before the first deployment nor after a bucket is deleted.
   *
   * Choose it for a new installation. In a deployed one it makes a new log bucket and a new evidence bucket beside the
   * former ones.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
   */
  readonly accountRegionalBucketNames?: boolean;

  /**
   * The name of the bucket that receives the server access logs of the log bucket.
   *
   * @default "{log bucket name}-access-logs"
   */
  readonly accessLogBucketName?: string;

  /**
   * The name of the bucket that keeps the reports of digest validation.
   *
   * It is part of the identity since the trail leaves its objects out of general data events.
   *
   * @default "{log bucket name}-evidence"
   */
  readonly evidenceBucketName?: string;

  /**
   * The alias of the key that encrypts the log files, with the prefix `alias/`.
   *
   * The trail names its key by this alias, so that the log archive can be deployed first
   * and nothing has to be copied from its stack.
   *
   * @default "alias/{trail name}"
   */
  readonly keyAliasName?: string;

  /**
   * The prefix of the keys of all log files and digests, without slashes at its ends.
   *
   * @default - no prefix: keys start with "AWSLogs/"
   */
  readonly keyPrefix?: string;

  /**
   * The name of the CloudWatch Logs log group that the trail writes to.
   *
   * @default "/aws/cloudtrail/{trail name}"
   */
  readonly logGroupName?: string;

  /**
   * The name of the IAM role by which CloudTrail writes to the log group, at most 64 characters.
   *
   * @default "{trail name}-log-delivery"
   */
  readonly logRoleName?: string;

  /**
   * The address of your own runbook, which every alarm, alert and message of the validator links to, at most 200
   * characters.
   *
   * "#" and the name of the alarm, alert or finding in lower case are added, with dashes for spaces:
   * `https://wiki.example.com/cloudtrail#logtampering`. The page should have such sections; docs/runbook.md of this
   * library, which its package holds, is one to start from. Everybody who reads an alarm sees the address: put no
   * secret into it.
   *
   * @default - the runbook of this version of the library, on GitHub
   */
  readonly runbookUrl?: string;
}

/**
 * What the trail of a single account is named by.
 */
export interface AccountTrailIdentityProps extends TrailIdentityOptions {
  /**
   * The account that owns the trail, 12 digits.
   */
  readonly accountId: string;

  /**
   * The home Region of the trail, for example `us-east-1`.
   *
   * The trail records every Region, but can be changed, started and stopped in this one only.
   * Choose a Region that is enabled by default, since an opt-in Region can be switched off.
   */
  readonly homeRegion: string;
}

/**
 * What an organization trail is named by.
 */
export interface OrganizationTrailIdentityProps extends TrailIdentityOptions {
  /**
   * The id of the organization, for example `o-exampleorgid`.
   *
   * CloudTrail writes the log files of all accounts below this id.
   */
  readonly organizationId: string;

  /**
   * The organization's management account, 12 digits. It owns the trail.
   */
  readonly managementAccountId: string;

  /**
   * The home Region of the trail, for example `us-east-1`.
   *
   * The trail records every Region, but can be changed, started and stopped in this one only.
   * Choose a Region that is enabled by default, since an opt-in Region can be switched off.
   */
  readonly homeRegion: string;
}
