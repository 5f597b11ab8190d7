// What CloudTrail writes below `[prefix/]AWSLogs/[o-id/]`: an account, a kind of log files, a Region, and then what the
// names in `object-keys` say. Source: "Getting and viewing your CloudTrail log files" and "Digest file structure".

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;

/** The folders of an account whose Regions hold chains. */
export const CHAIN_FOLDERS = ['CloudTrail-Digest', 'CloudTrail'] as const;

/** All folders of an account that CloudTrail writes. */
const KINDS: readonly string[] = [
  ...CHAIN_FOLDERS,
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
];

export function isAccountFolder(name: string): boolean {
  return ACCOUNT.test(name);
}

export function isKindFolder(name: string): boolean {
  return KINDS.includes(name);
}

export function isRegionFolder(name: string): boolean {
  return REGION.test(name);
}

/** Whether a folder looks like one of CloudTrail's, in whatever letter case. */
export function resemblesCloudTrail(name: string): boolean {
  return /cloudtrail/i.test(name);
}

/** What S3's console and synchronizing tools make for a folder: an object of no bytes. */
export function isFolderMarker({ key, size }: { readonly key: string; readonly size: number }): boolean {
  return size === 0 && key.endsWith('/');
}
