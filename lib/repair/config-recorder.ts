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
   * Make a recorder, with a role, a delivery channel and a bucket for it.
   *
   * The role is one of this library, so that it works whether the account has AWS Config's service-linked role or not.
   * Security Hub Config.1 asks for that role, and for a recorder of more than trails: to pass it, set up AWS Config
   * yourself, and take `existing`.
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
