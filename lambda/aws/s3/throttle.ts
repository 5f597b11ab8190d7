import type { Limiter } from '../../core';

/** Throttling responses that come in together are responses to one load, so they lower the limit once. */
const MIN_BETWEEN_CUTS_MS = 200;

/** Steers the limit of requests in flight: halved when S3 throttles, then raised again one by one. */
export class Throttle {
  private readonly most: number;
  private exact: number;
  private lastCut = -Infinity;

  public constructor(
    private readonly limiter: Limiter,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.most = limiter.limit;
    this.exact = limiter.limit;
  }

  /** As many successes as may be in flight raise the limit by one. */
  public succeeded(): void {
    if (this.exact < this.most) this.set(Math.min(this.most, this.exact + 1 / this.exact));
  }

  public throttled(): void {
    const now = this.now();
    if (now - this.lastCut < MIN_BETWEEN_CUTS_MS) return;
    this.lastCut = now;
    this.set(Math.max(1, this.exact / 2));
  }

  private set(exact: number): void {
    this.exact = exact;
    if (Math.floor(exact) !== this.limiter.limit) this.limiter.limit = exact;
  }
}
