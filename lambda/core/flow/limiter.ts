/** Enough to keep a processor busy while S3 takes 20 milliseconds for an answer. Each needs little memory. */
export const REQUESTS_AT_ONCE = 96;

/**
 * Limits how many requests are in flight at once. A store may lower `limit` when it is throttled, and raise it again.
 *
 * Tasks of low priority let all others pass. A digest or a listing names further objects, so it must not wait behind
 * the objects that are named already: once those were read, there would be nothing left to request.
 */
export class Limiter {
  private inFlight = 0;
  private readonly waiting = new Line();
  private readonly lowPriority = new Line();

  public constructor(private current: number) {}

  public get limit(): number {
    return this.current;
  }

  public set limit(limit: number) {
    this.current = Math.max(1, Math.floor(limit));
    this.admit();
  }

  public async run<T>(task: () => Promise<T>, isLowPriority = false): Promise<T> {
    if (this.inFlight < this.current) this.inFlight++;
    else await new Promise<void>((resolve) => (isLowPriority ? this.lowPriority : this.waiting).join(resolve));
    try {
      return await task();
    } finally {
      this.inFlight--;
      this.admit();
    }
  }

  private admit(): void {
    while (this.inFlight < this.current) {
      const next = this.waiting.first() ?? this.lowPriority.first();
      if (next === undefined) return;
      this.inFlight++;
      next();
    }
  }
}

/** First come, first served. */
class Line {
  private readonly members: (() => void)[] = [];
  private next = 0;

  public join(member: () => void): void {
    this.members.push(member);
  }

  /** Takes the first one out. */
  public first(): (() => void) | undefined {
    const member = this.members[this.next];
    if (member !== undefined) this.next++;
    // Shifting an array costs its length, so the members that were taken are removed from time to time.
    if (this.next > 1024 || this.next === this.members.length) {
      this.members.splice(0, this.next);
      this.next = 0;
    }
    return member;
  }
}
