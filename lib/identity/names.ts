import { withoutPeriods } from '../shared/without-periods';
import type { TrailIdentity } from './trail-identity';

/** A fixed physical name. Policies are pinned to it. */
export function nameOf(trail: TrailIdentity, suffix: string): string {
  return `${withoutPeriods(trail.trailName)}-${suffix}`;
}

/** What the names of everything made for a trail start with, whichever construct makes it. */
export function namePrefixes({ trailName }: TrailIdentity): string[] {
  return [...new Set([`${trailName}-`, `${withoutPeriods(trailName)}-`])];
}
