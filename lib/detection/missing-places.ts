import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partsLike } from '../identity/part-of-trail';
import { placesOf } from '../identity/places';
import type { TrailIdentity } from '../identity/trail-identity';
import { isSame, warnAtSynthesis } from '../shared/problems';

/** EventBridge sees the calls of its own account and Region only. The first alerts of an app speak for all. */
export function warnOfMissingPlaces(scope: Construct, trail: TrailIdentity): void {
  warnAtSynthesis(scope, 'missing-places', () => {
    const alike = partsLike(scope, trail);
    if (alike[0] !== scope) return undefined;
    const watched = alike.map((alerts) => Stack.of(alerts));
    const missing = placesOf(trail).filter(
      ({ accountId, region }) =>
        !watched.some((stack) => isSame(stack.account, accountId) && isSame(stack.region, region)),
    );
    if (missing.length === 0) return undefined;
    const shown = missing.map(({ accountId, region }) => `the account ${accountId} in ${region}`).join(', ');
    return `no TamperAlerts in ${shown}: nobody is notified of calls there that weaken the trail; make one in each of TamperAlerts.placesOf(trail), or acknowledge this warning at the stack if another app makes them`;
  });
}
