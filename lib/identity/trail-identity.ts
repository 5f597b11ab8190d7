import { withoutPeriods } from './names';
import { partitionOf, PARTITIONS } from '../shared/partitions';
import { Problems } from '../shared/problems';
import { RULES } from '../shared/rules';

/**
 * What every trail is named by, with or without AWS Organizations.
 */
export interface AccountTrailProps {
  /**
   * The account that owns the trail, 12 digits.
   *
   * For an organization trail this is the organization's management account.
   */
  readonly managementAccountId: string;

  /**
   * The home Region of the trail, for example `us-east-1`.
   *
   * The trail records every Region, but can be changed, started and stopped in this one only.
   * Choose a Region that is enabled by default, since an opt-in Region can be switched off.
   */
  readonly homeRegion: string;

  /**
   * The account that holds the log bucket and its key, 12 digits.
   *
   * A separate account keeps the logs out of reach of whoever takes over the management account.
   *
   * @default - the management account
   */
  readonly logArchiveAccountId?: string;

  /**
   * The AWS partition: `aws`, `aws-cn` or `aws-us-gov`.
   *
   * @default - the partition of the home Region
   */
  readonly partition?: string;

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
   * @default "trail-logs-<log archive account>-<home Region>"
   */
  readonly logBucketName?: string;

  /**
   * The name of the bucket that receives the server access logs of the log bucket.
   *
   * @default "<log bucket name>-access-logs"
   */
  readonly accessLogBucketName?: string;

  /**
   * The name of the bucket that keeps the reports of digest validation.
   *
   * It is part of the identity since the trail leaves its objects out of general data events.
   *
   * @default "<log bucket name>-evidence"
   */
  readonly evidenceBucketName?: string;

  /**
   * The alias of the key that encrypts the log files, with the prefix `alias/`.
   *
   * The trail names its key by this alias, so that the log archive can be deployed first
   * and nothing has to be copied from its stack.
   *
   * @default "alias/<trail name>"
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
   * @default "/aws/cloudtrail/<trail name>"
   */
  readonly logGroupName?: string;

  /**
   * The name of the IAM role by which CloudTrail writes to the log group, at most 64 characters.
   *
   * @default "<trail name>-log-delivery"
   */
  readonly logRoleName?: string;
}

/**
 * What an organization trail is named by.
 */
export interface OrganizationTrailIdentityProps extends AccountTrailProps {
  /**
   * The id of the organization, for example `o-exampleorgid`.
   *
   * CloudTrail writes the log files of all accounts below this id.
   */
  readonly organizationId: string;
}

/**
 * Says which trail is meant.
 *
 * One value, made from plain strings: the trail's ARN, the paths in its bucket, the reference to its key and the
 * conditions of every policy are derived from it. So the stack of the log archive can be deployed before the trail
 * exists, in another account, and no stack refers to another.
 *
 * Every wrong value is reported in one error. Values that are only known at deployment (tokens) are let through.
 *
 * @example
 * const trail = TrailIdentity.organization({
 *   organizationId: 'o-exampleorgid',
 *   managementAccountId: '111111111111',
 *   logArchiveAccountId: '222222222222',
 *   homeRegion: 'us-east-1',
 * });
 */
export class TrailIdentity {
  /**
   * The trail of an organization: it records every account, in every Region.
   *
   * @throws an error that names every property that is missing or malformed
   */
  public static organization(props: OrganizationTrailIdentityProps): TrailIdentity {
    return new TrailIdentity('organization-trail', props, props.organizationId ?? '');
  }

  /**
   * The trail of a single account, for people without AWS Organizations: it records this account, in every Region.
   *
   * @throws an error that names every property that is missing or malformed
   */
  public static account(props: AccountTrailProps): TrailIdentity {
    return new TrailIdentity('account-trail', props);
  }

  /** The AWS partition. */
  public readonly partition: string;
  /** The home Region of the trail. */
  public readonly homeRegion: string;
  /** The account that owns the trail. */
  public readonly managementAccountId: string;
  /** The account that holds the log bucket and its key. */
  public readonly logArchiveAccountId: string;
  /** The id of the organization; undefined for the trail of a single account. */
  public readonly organizationId?: string;
  /** The name of the trail. */
  public readonly trailName: string;
  /** The ARN of the trail. It names the management account, also where a delegated administrator made the trail. */
  public readonly trailArn: string;
  /** The name of the log bucket. */
  public readonly logBucketName: string;
  /** The ARN of the log bucket. */
  public readonly logBucketArn: string;
  /** The name of the access-log bucket. */
  public readonly accessLogBucketName: string;
  /** The ARN of the access-log bucket. */
  public readonly accessLogBucketArn: string;
  /** The name of the evidence bucket. */
  public readonly evidenceBucketName: string;
  /** The ARN of the evidence bucket. */
  public readonly evidenceBucketArn: string;
  /** The alias of the key, with the prefix `alias/`. */
  public readonly keyAliasName: string;
  /** The ARN of the key's alias, in the log archive account. */
  public readonly keyAliasArn: string;
  /** The prefix of all keys, without slashes at its ends; undefined for none. */
  public readonly keyPrefix?: string;
  /** The name of the log group. */
  public readonly logGroupName: string;
  /** The ARN of the log group, without the trailing `:*`. */
  public readonly logGroupArn: string;
  /** The name of the role by which CloudTrail writes to the log group. */
  public readonly logRoleName: string;
  /** The ARN of the role by which CloudTrail writes to the log group. */
  public readonly logRoleArn: string;
  /**
   * The paths in the log bucket that CloudTrail writes below, without a trailing slash: the management account's and,
   * for an organization trail, the organization's. CloudTrail needs the first one too, when the trail is created.
   */
  public readonly deliveryPaths: string[];

  private constructor(defaultTrailName: string, props: AccountTrailProps, organizationId?: string) {
    this.homeRegion = props.homeRegion;
    this.partition = props.partition ?? partitionOf(props.homeRegion) ?? 'aws';
    this.managementAccountId = props.managementAccountId;
    this.logArchiveAccountId = props.logArchiveAccountId ?? props.managementAccountId;
    this.organizationId = organizationId;
    this.trailName = props.trailName ?? defaultTrailName;
    this.logBucketName = props.logBucketName ?? `trail-logs-${this.logArchiveAccountId}-${this.homeRegion}`;
    this.accessLogBucketName = props.accessLogBucketName ?? `${this.logBucketName}-access-logs`;
    this.evidenceBucketName = props.evidenceBucketName ?? `${this.logBucketName}-evidence`;
    this.keyAliasName = props.keyAliasName ?? `alias/${withoutPeriods(this.trailName)}`;
    this.keyPrefix = props.keyPrefix;
    this.logGroupName = props.logGroupName ?? `/aws/cloudtrail/${this.trailName}`;
    this.logRoleName = props.logRoleName ?? `${this.trailName}-log-delivery`;
    this.assertWellFormed(props);

    const arn = (service: string, region: string, account: string, resource: string) =>
      `arn:${this.partition}:${service}:${region}:${account}:${resource}`;
    this.trailArn = arn('cloudtrail', this.homeRegion, this.managementAccountId, `trail/${this.trailName}`);
    this.logBucketArn = arn('s3', '', '', this.logBucketName);
    this.accessLogBucketArn = arn('s3', '', '', this.accessLogBucketName);
    this.evidenceBucketArn = arn('s3', '', '', this.evidenceBucketName);
    this.keyAliasArn = arn('kms', this.homeRegion, this.logArchiveAccountId, this.keyAliasName);
    this.logGroupArn = arn('logs', this.homeRegion, this.managementAccountId, `log-group:${this.logGroupName}`);
    this.logRoleArn = arn('iam', '', this.managementAccountId, `role/${this.logRoleName}`);
    this.deliveryPaths = [this.managementAccountId, ...(organizationId === undefined ? [] : [organizationId])].map(
      (owner) => `${this.keyPrefix === undefined ? '' : `${this.keyPrefix}/`}AWSLogs/${owner}`,
    );
  }

  /** Whether the trail records a whole organization. */
  public get isOrganizationTrail(): boolean {
    return this.organizationId !== undefined;
  }

  private assertWellFormed(props: AccountTrailProps): void {
    const problems = new Problems()
      .match('managementAccountId', props.managementAccountId ?? '', RULES.accountId)
      .match('logArchiveAccountId', props.logArchiveAccountId, RULES.accountId)
      .match('homeRegion', props.homeRegion ?? '', RULES.region)
      .match('organizationId', this.organizationId, RULES.organizationId)
      .match('trailName', this.trailName, RULES.trailName)
      .match('keyPrefix', this.keyPrefix, RULES.keyPrefix)
      .match('keyAliasName', this.keyAliasName, RULES.keyAliasName)
      .match('logGroupName', this.logGroupName, RULES.logGroupName)
      .match('logRoleName', this.logRoleName, RULES.roleName);
    // Default bucket names are made of the values above: naming them too would tell one mistake twice.
    problems
      .match('logBucketName', props.logBucketName, RULES.bucketName)
      .match(
        'accessLogBucketName',
        props.accessLogBucketName ?? props.logBucketName?.concat('-access-logs'),
        RULES.bucketName,
      )
      .match(
        'evidenceBucketName',
        props.evidenceBucketName ?? props.logBucketName?.concat('-evidence'),
        RULES.bucketName,
      )
      .unless(
        PARTITIONS.some(({ name }) => name === this.partition),
        {
          what: 'partition',
          given: this.partition,
          allowed: PARTITIONS.map(({ name }) => `"${name}"`).join(', '),
          todo: 'leave it out to take the partition of the home Region',
        },
      )
      .unless((partitionOf(this.homeRegion) ?? this.partition) === this.partition, {
        what: 'partition',
        given: this.partition,
        allowed: `"${partitionOf(this.homeRegion)}", the partition of ${this.homeRegion}`,
        todo: 'leave it out to take the partition of the home Region',
      })
      .throwIfAny('The identity of the trail');
  }
}
