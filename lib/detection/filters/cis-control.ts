import { LogFilter } from './log-filter';
import { CIS_CONTROLS } from './cis-controls';

/**
 * A control of the CIS AWS Foundations Benchmark, in the form in which Security Hub checks it: CloudWatch.1 to
 * CloudWatch.14.
 *
 * Security Hub checks the account that owns the trail, in its home Region. Everywhere else it reports no data.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class CisControl extends LogFilter {
  /** Root user activity. */
  public static readonly CLOUDWATCH_1 = new CisControl('CloudWatch.1');
  /** Unauthorized API calls. */
  public static readonly CLOUDWATCH_2 = new CisControl('CloudWatch.2');
  /** Console sign-in without MFA. */
  public static readonly CLOUDWATCH_3 = new CisControl('CloudWatch.3');
  /** IAM policy changes. */
  public static readonly CLOUDWATCH_4 = new CisControl('CloudWatch.4');
  /** CloudTrail configuration changes. */
  public static readonly CLOUDWATCH_5 = new CisControl('CloudWatch.5');
  /** Console authentication failures. */
  public static readonly CLOUDWATCH_6 = new CisControl('CloudWatch.6');
  /** Disabling or deletion of KMS keys. */
  public static readonly CLOUDWATCH_7 = new CisControl('CloudWatch.7');
  /** S3 bucket policy changes. */
  public static readonly CLOUDWATCH_8 = new CisControl('CloudWatch.8');
  /** AWS Config configuration changes. */
  public static readonly CLOUDWATCH_9 = new CisControl('CloudWatch.9');
  /** Security group changes. */
  public static readonly CLOUDWATCH_10 = new CisControl('CloudWatch.10');
  /** Network ACL changes. */
  public static readonly CLOUDWATCH_11 = new CisControl('CloudWatch.11');
  /** Network gateway changes. */
  public static readonly CLOUDWATCH_12 = new CisControl('CloudWatch.12');
  /** Route table changes. */
  public static readonly CLOUDWATCH_13 = new CisControl('CloudWatch.13');
  /** VPC changes. */
  public static readonly CLOUDWATCH_14 = new CisControl('CloudWatch.14');

  /** All fourteen, in the order of their numbers. */
  public static all(): CisControl[] {
    return Object.values(CisControl).filter((member) => member instanceof CisControl);
  }

  /** The id of the Security Hub control, for example `CloudWatch.5`. */
  public readonly controlId: string;
  /** The requirements of the benchmark that it covers, with the benchmark's version, for example `v1.4.0/4.5`. */
  public readonly cisIds: string[];

  private constructor(controlId: keyof typeof CIS_CONTROLS) {
    super(CIS_CONTROLS[controlId]);
    this.controlId = controlId;
    this.cisIds = CIS_CONTROLS[controlId].cisIds;
  }
}
