import type { TimeRange } from './store';

/**
 * Another trail that writes log files among those of the trail, and no digests. Whoever runs the validation declares it: what
 * AWS says of trails is of the present alone, and whoever may create trails may write it.
 */
export interface UnvalidatedTrail extends Partial<TimeRange> {
  readonly arn: string;
  /** The accounts whose log files it writes. Default: all of the organization; of a trail of one account that one. */
  readonly accountIds?: readonly string[];
  /** The Regions whose log files it writes. Default: all. */
  readonly regions?: readonly string[];
}
