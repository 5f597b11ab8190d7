/** How many requests may be in flight at once. A door may lower `limit` when it is told to slow down, and raise it again. */
export class Limiter {
  private inFlight = 0;
  private readonly waiting: (() => void)[] = [];
  private next = 0;

  public constructor(private current: number) {}

  public get limit(): number {
    return this.current;
  }

  public set limit(limit: number) {
    this.current = Math.max(1, Math.floor(limit));
    this.admit();
  }

  public async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.inFlight < this.current) this.inFlight++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await task();
    } finally {
      this.inFlight--;
      this.admit();
    }
  }

  private admit(): void {
    while (this.inFlight < this.current && this.next < this.waiting.length) {
      this.inFlight++;
      this.waiting[this.next++]();
    }
    // Shifting an array costs its length; cut it off now and then instead.
    if (this.next > 1024 || this.next === this.waiting.length) {
      this.waiting.splice(0, this.next);
      this.next = 0;
    }
  }
}
