/**
 * A vendor who reads the log files from an account of their own.
 */
export interface VendorTrustOptions {
  /**
   * The account of the vendor: 12 digits.
   */
  readonly accountId: string;

  /**
   * The external id that the vendor made for you. Without it another customer of the vendor could have them read your log
   * files.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly externalId: string;
}

/**
 * Who assumes the role of a consumer.
 *
 * The role is in the log archive account, so that the resource control policy of the guardrail, which rejects principals
 * of other organizations, lets it read.
 */
export class ConsumerTrust {
  /**
   * A vendor, from an account outside of the organization.
   */
  public static vendor(options: VendorTrustOptions): ConsumerTrust {
    return new ConsumerTrust(options.accountId, options.externalId, undefined);
  }

  /**
   * An account of the organization: whoever that account lets.
   *
   * @param accountId - the account: 12 digits
   */
  public static account(accountId: string): ConsumerTrust {
    return new ConsumerTrust(accountId, undefined, undefined);
  }

  /**
   * A service of AWS, working for the log archive account: for example `osis-pipelines.amazonaws.com`.
   *
   * @param servicePrincipal - the name of its principal
   */
  public static service(servicePrincipal: string): ConsumerTrust {
    return new ConsumerTrust(undefined, undefined, servicePrincipal);
  }

  private constructor(
    /** The account that assumes the role; undefined for a service. */
    public readonly accountId: string | undefined,
    /** The external id of a vendor; undefined for others. */
    public readonly externalId: string | undefined,
    /** The service that assumes the role; undefined for an account. */
    public readonly servicePrincipal: string | undefined,
  ) {}
}
