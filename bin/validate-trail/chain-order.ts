import type { Chain, ValidationEvent } from '../../lambda/core';
import type { Listener } from './listen';

/** So many events are held back in all, so that memory holds. */
const MOST_HELD = 2_000;

/**
 * Tells the events of chains that are verified side by side chain by chain, so that two runs print the same. A chain that
 * has too much to tell before its turn is told at once.
 */
export class ChainOrder implements Listener {
  private readonly places: ReadonlyMap<string, number>;
  private readonly held = new Map<number, ValidationEvent[]>();
  private readonly ended = new Set<number>();
  private heldCount = 0;
  private turn = 0;

  public constructor(
    chains: readonly Chain[],
    private readonly listener: Listener,
    private readonly isTold: (event: ValidationEvent) => boolean,
  ) {
    this.places = new Map(chains.map((chain, place) => [nameOf(chain), place]));
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    const isTold = this.isTold(event);
    if (!isTold && event.type !== 'chain') return undefined;
    const place = this.placeOf(event);
    if (place === undefined) return this.listener.event(event);
    const told = isTold ? this.tellOrHold(place, event) : undefined;
    if (event.type !== 'chain') return told;
    this.ended.add(place);
    return this.moveOn() ?? told;
  }

  private placeOf(event: ValidationEvent): number | undefined {
    if (event.type === 'progress') return undefined;
    const { accountId, region } = event.type === 'chain' ? event.result : event;
    return accountId === undefined || region === undefined ? undefined : this.places.get(nameOf({ accountId, region }));
  }

  private tellOrHold(place: number, event: ValidationEvent): Promise<void> | undefined {
    if (place <= this.turn) return this.listener.event(event);
    const events = this.held.get(place) ?? [];
    this.held.set(place, events);
    events.push(event);
    this.heldCount += 1;
    return this.heldCount > MOST_HELD ? this.release(place) : undefined;
  }

  private moveOn(): Promise<void> | undefined {
    let told: Promise<void> | undefined;
    while (this.ended.delete(this.turn)) {
      this.turn += 1;
      told = this.release(this.turn) ?? told;
    }
    return told;
  }

  private release(place: number): Promise<void> | undefined {
    const events = this.held.get(place) ?? [];
    this.held.delete(place);
    this.heldCount -= events.length;
    const slow = events.map((event) => this.listener.event(event)).filter((promise) => promise !== undefined);
    return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
  }
}

function nameOf({ accountId, region }: Chain): string {
  return `${accountId} ${region}`;
}
