import { defaultTrailName } from '../shared/contract';
import { partitionOf } from '../shared/partitions';
import { bucketNameFor } from '../shared/bucket-names';
import { DEFAULT_RUNBOOK_URL } from '../shared/runbook';
import { withoutPeriods } from '../shared/without-periods';
import { defaultLogBucketName } from './bucket-names';
import { checkIdentity, type TrailOwner } from './identity-checks';
import type {
  AccountTrailIdentityProps,
  OrganizationTrailIdentityProps,
  TrailIdentityOptions,
} from './trail-identity-options';
import { TrailPrincipals } from './trail-principals';

/**
 * Says which trail is meant.
 *
 * One value, made from plain strings: the trail's ARN, the paths in its bucket, the reference to its key and the
 * conditions of every policy are derived from it. So the stack of the log archive can be deployed before the trail
 * exists, in another account, and no stack refers to another. Give the same value to every construct of the trail.
 *
 * Every wrong value is reported in one error. Values that are only known at deployment (tokens) pass.
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
    const { managementAccountId: accountId, homeRegion, organizationId } = props;
    const owner = {
      accountProperty: 'managementAccountId',
      accountId,
      homeRegion,
      isOrganization: true,
      organizationId,
    };
    return new TrailIdentity(owner, props);
  }

  /**
   * The trail of a single account, for people without AWS Organizations: it records this account, in every Region.
   *
   * @throws an error that names every property that is missing or malformed
   */
  public static account(props: AccountTrailIdentityProps): TrailIdentity {
    const { accountId, homeRegion } = props;
    return new TrailIdentity({ accountProperty: 'accountId', accountId, homeRegion, isOrganization: false }, props);
  }

  /** The AWS partition. */
  public readonly partition: string;
  /** The home Region of the trail. */
  public readonly homeRegion: string;
  /** The account that owns the trail: the management account, or the single account. */
  public readonly managementAccountId: string;
  /** The account that holds the log bucket and its key. */
  public readonly logArchiveAccountId: string;
  /** Who may do what nobody else may. */
  public readonly principals: TrailPrincipals;
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
  /** The address of the runbook that alarms and alerts link to, to which they add `#` and the section. */
  public readonly runbookUrl: string;
  /**
   * The paths in the log bucket that CloudTrail writes below, without a trailing slash: the management account's and,
   * for an organization trail, the organization's. CloudTrail needs the first one too, when the trail is created.
   */
  public readonly deliveryPaths: string[];

  private constructor(owner: TrailOwner, options: TrailIdentityOptions) {
    this.homeRegion = owner.homeRegion;
    this.partition = options.partition ?? partitionOf(owner.homeRegion) ?? 'aws';
    this.managementAccountId = owner.accountId;
    this.logArchiveAccountId = options.logArchiveAccountId ?? owner.accountId;
    this.organizationId = owner.organizationId;
    this.principals = options.principals ?? new TrailPrincipals();
    this.trailName = options.trailName ?? defaultTrailName(owner.isOrganization);
    this.logBucketName = options.logBucketName ?? defaultLogBucketName(this, options);
    this.accessLogBucketName = options.accessLogBucketName ?? bucketNameFor(this, 'access-logs');
    this.evidenceBucketName = options.evidenceBucketName ?? bucketNameFor(this, 'evidence');
    this.keyAliasName = options.keyAliasName ?? `alias/${withoutPeriods(String(this.trailName))}`;
    this.keyPrefix = options.keyPrefix;
    this.logGroupName = options.logGroupName ?? `/aws/cloudtrail/${this.trailName}`;
    this.logRoleName = options.logRoleName ?? `${this.trailName}-log-delivery`;
    this.runbookUrl = options.runbookUrl ?? DEFAULT_RUNBOOK_URL;
    checkIdentity(owner, options, this).throwIfAny('The identity of the trail');

    const arn = (service: string, region: string, account: string, resource: string) =>
      `arn:${this.partition}:${service}:${region}:${account}:${resource}`;
    this.trailArn = arn('cloudtrail', this.homeRegion, this.managementAccountId, `trail/${this.trailName}`);
    this.logBucketArn = arn('s3', '', '', this.logBucketName);
    this.accessLogBucketArn = arn('s3', '', '', this.accessLogBucketName);
    this.evidenceBucketArn = arn('s3', '', '', this.evidenceBucketName);
    this.keyAliasArn = arn('kms', this.homeRegion, this.logArchiveAccountId, this.keyAliasName);
    this.logGroupArn = arn('logs', this.homeRegion, this.managementAccountId, `log-group:${this.logGroupName}`);
    this.logRoleArn = arn('iam', '', this.managementAccountId, `role/${this.logRoleName}`);
    const owners = [this.managementAccountId, ...(this.organizationId === undefined ? [] : [this.organizationId])];
    this.deliveryPaths = owners.map(
      (owner) => `${this.keyPrefix === undefined ? '' : `${this.keyPrefix}/`}AWSLogs/${owner}`,
    );
  }

  /** Whether the trail records a whole organization. */
  public get isOrganizationTrail(): boolean {
    return this.organizationId !== undefined;
  }
}
