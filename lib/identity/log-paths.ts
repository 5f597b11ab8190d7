import type { TrailIdentity } from './trail-identity';

/** Stands for each account, in the pattern of a resource or of an event. */
export const ANY_ACCOUNT = '*';

/** The path below which each account has a folder of its id, without a slash at the end. */
export function accountsPath({ deliveryPaths, isOrganizationTrail, keyPrefix }: TrailIdentity): string {
  if (isOrganizationTrail) return deliveryPaths[1];
  return keyPrefix === undefined ? 'AWSLogs' : `${keyPrefix}/AWSLogs`;
}

/**
 * What the keys of the log files of an account start with, with a slash at the end. Digests are in a folder beside it. A
 * trail of a single account has the log files of that account alone.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export function logFilePrefix(trail: TrailIdentity, accountId: string): string {
  const owner = trail.isOrganizationTrail ? accountId : trail.managementAccountId;
  return `${accountsPath(trail)}/${owner}/CloudTrail/`;
}

/** The prefixes of the log files of these accounts, or of all where none are named. */
export function logFilePrefixes(trail: TrailIdentity, accountIds: readonly string[] = [ANY_ACCOUNT]): string[] {
  return [...new Set(accountIds.map((accountId) => logFilePrefix(trail, accountId)))];
}
