/**
 * What can be chosen about a Config recorder.
 */
export interface ConfigRecorderOptions {
  /**
   * The types of resources to record, for example `AWS::S3::Bucket`.
   *
   * AWS Config charges for each change that it records.
   *
   * @default - trails only, which is what the rules of this library need
   */
  readonly resourceTypes?: string[];

  /**
   * Also make the service-linked role of AWS Config, `AWSServiceRoleForConfig`.
   *
   * An account has it if AWS Config was ever set up in the console, in any Region; making it again fails.
   *
   * @default false
   */
  readonly createServiceLinkedRole?: boolean;
}

/**
 * The recorder that AWS Config needs before it evaluates a rule. An account has at most one in each Region.
 */
export class ConfigRecorder {
  /**
   * The account has a recorder in this Region: AWS Control Tower, Security Hub or somebody made it.
   */
  public static existing(): ConfigRecorder {
    return new ConfigRecorder();
  }

  /**
   * Make a recorder, with a delivery channel and a bucket for it.
   *
   * It is rejected where the same app already makes a recorder for the account and Region. AWS Config rejects it where
   * anybody else did. The bucket is another than the log bucket: AWS Config can't deliver to one with Object Lock.
   */
  public static create(options: ConfigRecorderOptions = {}): ConfigRecorder {
    return new ConfigRecorder(options);
  }

  private constructor(
    /**
     * What to make; undefined for nothing.
     *
     * @internal
     */
    public readonly _options?: ConfigRecorderOptions,
  ) {}
}
