import type { DigestVerdict } from './verify-digest';

/** How many log file entries the kept verdicts may hold: some megabytes. */
const CAPACITY = 24_000;

/** The verdicts of the digests last seen, for neighbours that link to them and log files that look for them. */
export class VerdictCache {
  private readonly verdicts = new Map<string, Promise<DigestVerdict>>();
  private readonly costs = new Map<string, number>();
  private cost = 0;

  public get(name: string, verify: () => Promise<DigestVerdict>): Promise<DigestVerdict> {
    const known = this.verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = verify();
    this.verdicts.set(name, verdict);
    this.charge(name, 1);
    verdict.then(
      ({ verified }) => this.charge(name, verified?.logFiles.length ?? 0),
      () => this.charge(name, 0),
    );
    return verdict;
  }

  private charge(name: string, cost: number): void {
    if (!this.verdicts.has(name)) return;
    this.costs.set(name, (this.costs.get(name) ?? 0) + cost);
    this.cost += cost;
    for (const [oldest, oldestCost] of this.costs) {
      if (this.cost <= CAPACITY) return;
      this.costs.delete(oldest);
      this.verdicts.delete(oldest);
      this.cost -= oldestCost;
    }
  }
}
