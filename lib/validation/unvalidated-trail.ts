/**
 * A trail without log file validation that writes its log files among those of the validated trail: no digest lists them.
 */
export interface UnvalidatedTrail {
  /**
   * The ARN of the trail.
   */
  readonly trailArn: string;

  /**
   * The accounts whose log files it writes, 12 digits each. For a trail of the organization they may be `['all']`.
   *
   * @default - the account of the ARN
   */
  readonly accountIds?: string[];

  /**
   * The Regions whose log files it writes. For a multi-Region trail they may be `['all']`.
   *
   * @default - the Region of the ARN
   */
  readonly regions?: string[];

  /**
   * From when on it has written to the bucket, in ISO 8601, for example `2026-01-01T00:00:00Z`.
   *
   * @default - from the first log file on
   */
  readonly since?: string;

  /**
   * Until when it has written to the bucket, in ISO 8601: it was deleted, or its log file validation was switched on.
   *
   * @default - for ever
   */
  readonly until?: string;
}
