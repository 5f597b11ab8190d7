/** So much of something that a call may use in all. */
export class Allowance {
  public constructor(private rest: number) {}

  /** Takes some of it; false where not enough is left. */
  public take(amount: number): boolean {
    if (amount > this.rest) return false;
    this.rest -= amount;
    return true;
  }

  public giveBack(amount: number): void {
    this.rest += amount;
  }
}
