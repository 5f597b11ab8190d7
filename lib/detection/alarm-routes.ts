// How the alarm of each filter reaches people.
import { CisControl } from './filters/cis-control';
import { ExtraFilter } from './filters/extra-filter';
import type { LogFilter } from './filters/log-filter';

/**
 * How the alarm of a filter reaches people.
 */
export enum AlarmRoute {
  /** At once, by the alarm itself, whatever becomes of the reporter; the report with who did what follows. */
  DIRECT = 'direct',
  /** By the report with who did what; by the alarm itself where no report follows within 10 minutes. */
  REPORT = 'report',
  /**
   * In the daily digest. What is urgent, and the first such call of a principal in 30 days, is reported within 15 minutes
   * all the same: new credentials, administrator rights, changes of the trust of a role, and what concerns a resource of the
   * trail.
   */
  DIGEST = 'digest',
}

/**
 * How much people read of daily life. Filters, metrics, alarms and their actions are the same in each profile, and Security Hub
 * passes each.
 */
export enum AlarmProfile {
  /** People are notified of every alarm. */
  SECURITY_HUB = 'securityHub',
  /** People are notified of daily life once a day, by principal and account. */
  QUIET = 'quiet',
}

/** The filters that go to people directly in every profile: grave, and rare where nothing is wrong. */
export const DIRECT_FILTERS: readonly LogFilter[] = [
  CisControl.CLOUDWATCH_1,
  CisControl.CLOUDWATCH_3,
  CisControl.CLOUDWATCH_5,
  CisControl.CLOUDWATCH_6,
  CisControl.CLOUDWATCH_7,
  CisControl.CLOUDWATCH_9,
  ExtraFilter.TRAIL_SETTINGS_CHANGES,
  ExtraFilter.ROOT_CONSOLE_SIGN_IN,
];

/** The filters that the digest reports in the quiet profile, each with the reason why that is soon enough. */
export const DIGEST_FILTERS: readonly { readonly filter: LogFilter; readonly reason: string }[] = [
  {
    filter: CisControl.CLOUDWATCH_2,
    reason: 'services and people are denied all day; who was never denied a call before is reported',
  },
  {
    filter: CisControl.CLOUDWATCH_4,
    reason: 'deployments change policies all day; administrator rights and new callers are reported',
  },
  { filter: CisControl.CLOUDWATCH_8, reason: 'deployments change buckets all day; those of the trail are reported' },
  { filter: CisControl.CLOUDWATCH_10, reason: 'deployments change security groups all day; new callers are reported' },
  { filter: CisControl.CLOUDWATCH_11, reason: 'deployments change networks; new callers are reported' },
  { filter: CisControl.CLOUDWATCH_12, reason: 'deployments change networks; new callers are reported' },
  { filter: CisControl.CLOUDWATCH_13, reason: 'deployments change networks; new callers are reported' },
  { filter: CisControl.CLOUDWATCH_14, reason: 'deployments change networks; new callers are reported' },
  {
    filter: ExtraFilter.BUCKET_PROTECTION_CHANGES,
    reason: 'deployments set the lock of new buckets; buckets of the trail and new callers are reported',
  },
  { filter: ExtraFilter.SWITCH_ROLE, reason: 'people switch roles all day; who never did before is reported' },
  { filter: ExtraFilter.NETWORK_CHANGES, reason: 'deployments change networks; new callers are reported' },
  {
    filter: ExtraFilter.CONSOLE_SIGN_IN_FAILURES,
    reason: 'people mistype; who never failed before is reported, and CloudWatch.6 reports wrong passwords directly',
  },
  { filter: ExtraFilter.SINGLE_SIGN_ON_FAILURES, reason: 'people mistype; who never failed before is reported' },
];

/** The route of a filter for which none was chosen. */
export function routeOf(filter: LogFilter, profile: AlarmProfile): AlarmRoute {
  if (mustBeDirect(filter)) return AlarmRoute.DIRECT;
  return profile === AlarmProfile.QUIET && mayBeInDigest(filter) ? AlarmRoute.DIGEST : AlarmRoute.REPORT;
}

/** Whether the alarm of a filter must reach people directly, whatever was chosen. */
export function mustBeDirect(filter: LogFilter): boolean {
  return DIRECT_FILTERS.some(({ filterName }) => filterName === filter.filterName);
}

/** Whether a filter may be in the digest alone: the reviewed list says so. */
export function mayBeInDigest(filter: LogFilter): boolean {
  return DIGEST_FILTERS.some((row) => row.filter.filterName === filter.filterName);
}
