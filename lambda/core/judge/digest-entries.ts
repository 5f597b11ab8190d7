import { whenAll } from '../flow/when-all';
import { HOUR } from '../format/time';
import type { ListedDigest } from '../read/digest-list';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';

/** Which log files of one bucket the verified digests of a chain list, by their keys. */
export class DigestEntries {
  private readonly keysOf = new WeakMap<VerifiedDigest, ReadonlySet<string>>();

  public constructor(
    private readonly context: ChainContext,
    private readonly bucket: string,
  ) {}

  /**
   * Whether any verified digest of any trail lists a log file. The likeliest digests are read first, and for a young
   * log file only those after it. Undefined where a digest may list it that is neither verified nor invalid, or that has a
   * format that is not known.
   */
  public async includeKey(key: string, times: readonly number[], isYoung: boolean): Promise<boolean | undefined> {
    const after = [
      [-1000, HOUR],
      [HOUR, 2 * HOUR],
      [2 * HOUR, this.context.session.backfillAllowance + HOUR],
    ];
    let isCertain = true;
    for (const [from, to] of isYoung ? after : [...after, [-2 * HOUR, -1000]]) {
      for (const time of times) {
        const digests = await this.context.list.allEndingWithin(time + from, time + to);
        const answers = await whenAll(digests.map((digest) => this.lists(digest, key)));
        if (answers.includes(true)) return true;
        if (answers.includes(undefined)) isCertain = false;
      }
    }
    return isCertain ? false : undefined;
  }

  /** The keys that a digest lists in the bucket. */
  public keysIn({ logFiles, end }: VerifiedDigest): string[] {
    const { session } = this.context;
    const own = logFiles.filter((entry) => session.readableBucket(entry, end) === this.bucket);
    return own.map(({ key }) => key);
  }

  /** Whether verified digests that are no starting digests cover all of a time, its edges included. */
  public async cover(from: number, to: number): Promise<boolean> {
    let covered = from - 1;
    let last: string | undefined;
    for (const digest of await this.context.list.endingWithin(from - 1, to + 2 * HOUR)) {
      const { verified } = await this.context.verdictOf(digest);
      if (verified?.previous === undefined) continue;
      // Digests that link to each other leave no time between them.
      if (verified.start > covered && verified.previous.key !== last) continue;
      [covered, last] = [Math.max(covered, verified.end), verified.key];
      if (covered >= to) return true;
    }
    return false;
  }

  private async lists(digest: ListedDigest, key: string): Promise<boolean | undefined> {
    const { verified, findings } = await this.context.verdictOf(digest);
    if (verified === undefined) return findings.some(({ severity }) => severity === 'INVALID') ? false : undefined;
    const keys = this.keysOf.get(verified) ?? new Set(this.keysIn(verified));
    this.keysOf.set(verified, keys);
    return keys.has(key) || (verified.mayListMore ? undefined : false);
  }
}
