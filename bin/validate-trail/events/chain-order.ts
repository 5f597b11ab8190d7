import type { Chain, ValidationEvent } from '../../../lambda/core';
import type { Listener } from './dispatcher';

/** So many events are held back in all, so that memory does not grow with the run. */
const MOST_HELD = 2_000;

/**
 * Chains are verified side by side; this delivers their events chain by chain, so that two runs print the same. A chain
 * with too many events before it is the next is delivered at once.
 */
export class ChainOrder implements Listener {
  private readonly positions: ReadonlyMap<string, number>;
  private readonly held = new Map<number, ValidationEvent[]>();
  private readonly ended = new Set<number>();
  private heldCount = 0;
  /** The position of the chain whose events are delivered as they come. */
  private current = 0;

  public constructor(
    chains: readonly Chain[],
    private readonly listener: Listener,
    private readonly isReported: (event: ValidationEvent) => boolean,
  ) {
    this.positions = new Map(chains.map((chain, position) => [nameOf(chain), position]));
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    const isReported = this.isReported(event);
    if (!isReported && event.type !== 'chain') return undefined;
    const position = this.positionOf(event);
    if (position === undefined) return this.listener.event(event);
    const delivery = isReported ? this.deliverOrHold(position, event) : undefined;
    if (event.type !== 'chain') return delivery;
    this.ended.add(position);
    return this.moveOn() ?? delivery;
  }

  private positionOf(event: ValidationEvent): number | undefined {
    if (event.type === 'progress') return undefined;
    const { accountId, region } = event.type === 'chain' ? event.result : event;
    if (accountId === undefined || region === undefined) return undefined;
    return this.positions.get(nameOf({ accountId, region }));
  }

  private deliverOrHold(position: number, event: ValidationEvent): Promise<void> | undefined {
    if (position <= this.current) return this.listener.event(event);
    const events = this.held.get(position) ?? [];
    this.held.set(position, events);
    events.push(event);
    this.heldCount += 1;
    return this.heldCount > MOST_HELD ? this.release(position) : undefined;
  }

  private moveOn(): Promise<void> | undefined {
    let delivery: Promise<void> | undefined;
    while (this.ended.delete(this.current)) {
      this.current += 1;
      delivery = this.release(this.current) ?? delivery;
    }
    return delivery;
  }

  private release(position: number): Promise<void> | undefined {
    const events = this.held.get(position) ?? [];
    this.held.delete(position);
    this.heldCount -= events.length;
    const slow = events.map((event) => this.listener.event(event)).filter((promise) => promise !== undefined);
    return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
  }
}

function nameOf({ accountId, region }: Chain): string {
  return `${accountId} ${region}`;
}
