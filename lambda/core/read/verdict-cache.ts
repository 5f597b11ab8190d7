import type { DigestVerdict } from './verified-digest';

/** How many log file entries the cached verdicts may hold: some megabytes. */
const CAPACITY = 24_000;

/** The verdicts on the digests seen last: neighbours link to them, and log files are searched in them. */
export class VerdictCache {
  private readonly verdicts = new Map<string, Promise<DigestVerdict>>();
  private readonly costs = new Map<string, number>();
  private cost = 0;

  public get(name: string, verify: () => Promise<DigestVerdict>): Promise<DigestVerdict> {
    const cached = this.verdicts.get(name);
    if (cached !== undefined) return cached;
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
