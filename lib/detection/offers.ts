import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { isSame } from '../shared/problems';

type Taker<Offer> = (offer: Offer) => boolean;

/**
 * What a construct offers to the others of its trail, account and Region, whichever is made first. Each takes the first offer only.
 */
export class Offers<Offer extends { readonly trail: TrailIdentity }> {
  /** In each app. */
  private readonly offered = new WeakMap<IConstruct, (readonly [Construct, Offer])[]>();
  private readonly takers = new WeakMap<IConstruct, Taker<readonly [Construct, Offer]>[]>();

  public make(scope: Construct, offer: Offer): void {
    const { root } = scope.node;
    this.offered.set(root, [...(this.offered.get(root) ?? []), [scope, offer]]);
    const waiting = this.takers.get(root) ?? [];
    this.takers.set(
      root,
      waiting.filter((take) => !take([scope, offer])),
    );
  }

  /** Nothing happens where nobody makes such an offer. */
  public take(scope: Construct, { trailArn }: TrailIdentity, use: (offer: Offer) => void): void {
    const { root } = scope.node;
    const take: Taker<readonly [Construct, Offer]> = ([by, offer]) => {
      const [here, there] = [Stack.of(scope), Stack.of(by)];
      const isHere = isSame(here.account, there.account) && isSame(here.region, there.region);
      if (!isHere || offer.trail.trailArn !== trailArn) return false;
      use(offer);
      return true;
    };
    if ((this.offered.get(root) ?? []).some(take)) return;
    this.takers.set(root, [...(this.takers.get(root) ?? []), take]);
  }
}
