import type { TrailIdentity } from './trail-identity';

/** Stands for each account, in the pattern of a resource or of an event. */
export const ANY_ACCOUNT = '*';

/**
 * What the keys of the log files of an account start with, with a slash at the end. Digests are in a folder beside it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export function logFilePrefix(trail: TrailIdentity, accountId: string): string {
  return trail.isOrganizationTrail
    ? `${organizationPath(trail)}/${accountId}/CloudTrail/`
    : `${ownPath(trail)}/CloudTrail/`;
}

/** The prefixes of the log files of these accounts, or of all where none are named. */
export function logFilePrefixes(trail: TrailIdentity, accountIds: readonly string[] = [ANY_ACCOUNT]): string[] {
  return [...new Set(accountIds.map((accountId) => logFilePrefix(trail, accountId)))];
}

function ownPath({ deliveryPaths }: TrailIdentity): string {
  return deliveryPaths[0];
}

function organizationPath({ deliveryPaths }: TrailIdentity): string {
  return deliveryPaths[1];
}
