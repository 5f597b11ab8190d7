import type { ValidationEvent } from '../../../lambda/core';

/** So many events of one shard are held back before its thread has to wait. */
const MOST_HELD = 5_000;

interface Held {
  readonly events: ValidationEvent[];
  readonly taken: (() => void)[];
  isVerified: boolean;
}

/**
 * Threads verify shards side by side; this delivers their events shard by shard, in the order of the plan, so that a run
 * prints the same whatever the number of threads. The events of the first shard that is not verified yet pass at once.
 */
export class ShardOrder {
  private readonly held = new Map<number, Held>();
  private first = 0;
  private delivered: Promise<void> = Promise.resolve();

  public constructor(
    private readonly deliver: (event: ValidationEvent) => void | Promise<void>,
    private readonly verified: (index: number) => Promise<void>,
  ) {}

  /** The first shard that is not verified yet. */
  public get current(): number {
    return this.first;
  }

  /** Takes events of a shard; `taken` is called once there is room for more. */
  public add(index: number, events: readonly ValidationEvent[], taken: () => void): void {
    const held = this.of(index);
    held.events.push(...events);
    if (index !== this.first && held.events.length <= MOST_HELD) taken();
    else held.taken.push(taken);
    this.moveOn();
  }

  public end(index: number): void {
    this.of(index).isVerified = true;
    this.moveOn();
  }

  /** Resolves once all that was added so far is delivered. */
  public async settled(): Promise<void> {
    await this.delivered;
  }

  private moveOn(): void {
    this.delivered = this.delivered.then(() => this.deliverFirst());
    // A failure reaches whoever waits for the end.
    this.delivered.catch(() => undefined);
  }

  private async deliverFirst(): Promise<void> {
    for (;;) {
      const held = this.of(this.first);
      for (const event of held.events.splice(0)) await this.deliver(event);
      for (const taken of held.taken.splice(0)) taken();
      if (!held.isVerified || held.events.length > 0) return;
      this.held.delete(this.first);
      await this.verified(this.first);
      this.first += 1;
    }
  }

  private of(index: number): Held {
    const held = this.held.get(index) ?? { events: [], taken: [], isVerified: false };
    this.held.set(index, held);
    return held;
  }
}
