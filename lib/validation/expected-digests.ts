/**
 * An account and Region whose digests must be there.
 */
export interface ExpectedDigests {
  /**
   * The account, 12 digits.
   */
  readonly accountId: string;

  /**
   * The Region.
   */
  readonly region: string;

  /**
   * From when on, in ISO 8601, for example `2026-01-01T00:00:00Z`.
   *
   * @default - from the first digest that is found
   */
  readonly since?: string;

  /**
   * Until when, in ISO 8601: the account was closed or left, or the Region was switched off.
   *
   * @default - for ever
   */
  readonly until?: string;
}
