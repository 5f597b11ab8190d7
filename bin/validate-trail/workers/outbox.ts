import type { ValidationEvent } from '../../../lambda/core';
import type { FromWorker } from './messages';

const BATCH = 100;
/** So many batches are under way: more would only wait in the memory of the other thread. */
const MOST_UNDER_WAY = 4;
/** Progress is shown a few times a second; each message costs both threads some time. */
const PROGRESS_EACH = 200;

/** Sends the events of one shard in batches, and no faster than they are taken. */
export class Outbox {
  private events: ValidationEvent[] = [];
  private underWay = 0;
  private progressed = 0;
  private readonly waiting: (() => void)[] = [];

  public constructor(
    private readonly index: number,
    private readonly isWanted: (event: ValidationEvent) => boolean,
    private readonly post: (message: FromWorker) => void,
  ) {}

  public readonly report = (event: ValidationEvent): void | Promise<void> => {
    if (event.type === 'progress') return this.progress(event.done, event.total);
    if (!this.isWanted(event)) return undefined;
    this.events.push(event);
    return this.events.length < BATCH ? undefined : this.send();
  };

  /** Sends what is left. */
  public flush(): void {
    if (this.events.length > 0) void this.send();
  }

  /** A batch was taken. */
  public taken(): void {
    this.underWay -= 1;
    this.waiting.shift()?.();
  }

  private send(): void | Promise<void> {
    this.post({ type: 'events', index: this.index, events: this.events });
    this.events = [];
    this.underWay += 1;
    return this.underWay < MOST_UNDER_WAY ? undefined : new Promise((resolve) => this.waiting.push(resolve));
  }

  private progress(done: number, total: number): void {
    if (done - this.progressed < PROGRESS_EACH) return;
    this.progressed = done;
    this.post({ type: 'progress', index: this.index, done, total });
  }
}
