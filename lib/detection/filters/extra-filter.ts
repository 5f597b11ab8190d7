import { LogFilter } from './log-filter';
import { EXTRA_FILTERS } from './extra-filters';

/**
 * A filter beside the fourteen controls, for what their patterns do not see.
 *
 * The patterns of the controls can't be extended: Security Hub fails a control whose pattern has any other term.
 */
export class ExtraFilter extends LogFilter {
  /** Changes to the organization. */
  public static readonly ORGANIZATION_CHANGES = new ExtraFilter('ORGANIZATION_CHANGES');
  /** Changes to what a trail records. */
  public static readonly TRAIL_SETTINGS_CHANGES = new ExtraFilter('TRAIL_SETTINGS_CHANGES');
  /** Changes to the policies of KMS keys. */
  public static readonly KEY_PROTECTION_CHANGES = new ExtraFilter('KEY_PROTECTION_CHANGES');
  /** Changes to the protection of S3 buckets. */
  public static readonly BUCKET_PROTECTION_CHANGES = new ExtraFilter('BUCKET_PROTECTION_CHANGES');
  /** Removal of AWS Config rules and recorders. */
  public static readonly CONFIG_RULE_CHANGES = new ExtraFilter('CONFIG_RULE_CHANGES');
  /** Console sign-in without MFA, not by an IAM user. */
  public static readonly SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS = new ExtraFilter('SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS');
  /** Failed attempts to switch role. */
  public static readonly FAILED_SWITCH_ROLE = new ExtraFilter('FAILED_SWITCH_ROLE');
  /** Switching role. */
  public static readonly SWITCH_ROLE = new ExtraFilter('SWITCH_ROLE');
  /** Root sign-in to the console. */
  public static readonly ROOT_CONSOLE_SIGN_IN = new ExtraFilter('ROOT_CONSOLE_SIGN_IN');

  /** All of them. */
  public static all(): ExtraFilter[] {
    return Object.values(ExtraFilter).filter((member) => member instanceof ExtraFilter);
  }

  /** Why it is there beside the fourteen. */
  public readonly reason: string;

  private constructor(key: keyof typeof EXTRA_FILTERS) {
    super(EXTRA_FILTERS[key]);
    this.reason = EXTRA_FILTERS[key].reason;
  }
}
