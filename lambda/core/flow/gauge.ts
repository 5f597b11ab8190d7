/** A number that others wait for to sink. */
export class Gauge {
  private level = 0;
  private waiting: (() => void)[] = [];

  public add(amount: number): void {
    this.level += amount;
    if (amount > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  public isBelow(limit: number): boolean {
    return this.level < limit;
  }

  public async below(limit: number): Promise<void> {
    while (this.level >= limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
