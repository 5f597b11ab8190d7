/** Enough to keep a processor busy while S3 takes 20 milliseconds for an answer; memory for each is small. */
export const REQUESTS_AT_ONCE = 96;

/**
 * How many requests may be in flight at once. A store may lower `limit` when it is told to slow down, and raise it again.
 *
 * Patient tasks let all others pass. What names further objects, a digest or a listing, must not wait behind the
 * objects that are known: by the time that those are read there would be nothing left to ask for.
 */
export class Limiter {
  private inFlight = 0;
  private readonly waiting = new Line();
  private readonly patient = new Line();

  public constructor(private current: number) {}

  public get limit(): number {
    return this.current;
  }

  public set limit(limit: number) {
    this.current = Math.max(1, Math.floor(limit));
    this.admit();
  }

  public async run<T>(task: () => Promise<T>, isPatient = false): Promise<T> {
    if (this.inFlight < this.current) this.inFlight++;
    else await new Promise<void>((resolve) => (isPatient ? this.patient : this.waiting).join(resolve));
    try {
      return await task();
    } finally {
      this.inFlight--;
      this.admit();
    }
  }

  private admit(): void {
    while (this.inFlight < this.current) {
      const next = this.waiting.first() ?? this.patient.first();
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
    // Shifting an array costs its length; cut it off now and then instead.
    if (this.next > 1024 || this.next === this.members.length) {
      this.members.splice(0, this.next);
      this.next = 0;
    }
    return member;
  }
}
