import { withoutPeriods } from '../shared/without-periods';
import type { TrailIdentity } from './trail-identity';

/** What the names of roles and queues start with by which log files are read. */
export function readingPrefix({ trailName }: TrailIdentity): string {
  return `read-${withoutPeriods(trailName)}-`;
}

/**
 * The name of a role or queue by which log files are read.
 *
 * It does not start with the name of the trail: the guardrail denies all others to assume roles, and to delete messages of
 * queues, whose names do. The roles are named in its statement about changes of roles all the same.
 */
export function readingName(trail: TrailIdentity, suffix: string): string {
  return `${readingPrefix(trail)}${suffix}`;
}
