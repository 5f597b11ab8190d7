import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from './trail-identity';

/** A fixed physical name. Policies are pinned to it. */
export function nameOf(trail: TrailIdentity, suffix: string): string {
  return `${withoutPeriods(trail.trailName)}-${suffix}`;
}

/** What the names of everything made for a trail start with, whichever construct makes it. */
export function namePrefixes({ trailName }: TrailIdentity): string[] {
  return [...new Set([`${trailName}-`, `${withoutPeriods(trailName)}-`])];
}

/** Many services allow periods in no name. What is not known yet stays as it is: its text is the token's. */
export function withoutPeriods(name: string): string {
  return Token.isUnresolved(name) ? name : name.replace(/\./g, '-');
}
