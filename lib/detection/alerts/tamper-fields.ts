import type { TrailIdentity } from '../../identity/trail-identity';
import type { Matcher } from '../../shared/event-pattern';
import { namePrefixes } from '../../identity/names';

/** What is named after the trail is ours. */
export const startingLikeOurs = ({ trail }: { readonly trail: TrailIdentity }, before = ''): Matcher[] =>
  namePrefixes(trail).map((prefix): Matcher => ({ prefix: `${before}${prefix}` }));

/** In an ARN, or in the part of one that some services accept. */
export const inArns = ({ trail }: { readonly trail: TrailIdentity }, before: string): Matcher[] =>
  namePrefixes(trail).map((prefix): Matcher => ({ wildcard: `*${before}${prefix}*` }));
