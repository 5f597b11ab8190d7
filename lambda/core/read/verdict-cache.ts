import type { DigestVerdict } from './verified-digest';

/** How many log file entries the cached verdicts may hold: some megabytes. */
const CAPACITY = 24_000;
/** How many verdicts are held on what is not verified. They are small, and whoever may write decides how many there are. */
const MOST_UNVERIFIED = 50_000;

/**
 * The verdicts on the digests seen last: neighbours link to them, and log files are searched in them. Those on what is no
 * digest of CloudTrail have room of their own, so that they displace no others and are not read again.
 */
export class VerdictCache {
  private readonly verdicts = new Map<string, Promise<DigestVerdict>>();
  private readonly costs = new Map<string, number>();
  private readonly unverified = new Map<string, DigestVerdict>();
  private cost = 0;

  public get(name: string, verify: () => Promise<DigestVerdict>): Promise<DigestVerdict> {
    const unverified = this.unverified.get(name);
    if (unverified !== undefined) return Promise.resolve(unverified);
    const cached = this.verdicts.get(name);
    if (cached !== undefined) return cached;
    const verdict = verify();
    this.verdicts.set(name, verdict);
    this.charge(name, 1);
    verdict.then(
      (settled) => this.settle(name, settled),
      () => this.charge(name, 0),
    );
    return verdict;
  }

  private settle(name: string, verdict: DigestVerdict): void {
    if (verdict.verified !== undefined) return this.charge(name, verdict.verified.logFiles.length);
    this.forget(name);
    if (this.unverified.size < MOST_UNVERIFIED) this.unverified.set(name, verdict);
  }

  private charge(name: string, cost: number): void {
    if (!this.verdicts.has(name)) return;
    this.costs.set(name, (this.costs.get(name) ?? 0) + cost);
    this.cost += cost;
    for (const [oldest] of this.costs) {
      if (this.cost <= CAPACITY) return;
      this.forget(oldest);
    }
  }

  private forget(name: string): void {
    this.cost -= this.costs.get(name) ?? 0;
    this.costs.delete(name);
    this.verdicts.delete(name);
  }
}
