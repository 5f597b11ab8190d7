/** What S3 says of an object that is not for us. */
const UNREADABLE = ['AccessDenied', 'Forbidden', 'InvalidObjectState', 'KMS.DisabledException', 'InvalidRequest'];

export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.includes((error as Error).name);
}
