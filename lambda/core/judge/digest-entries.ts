import { whenAll } from '../flow/when-all';
import { HOUR } from '../format/time';
import type { ListedDigest } from '../read/digest-list';
import type { DigestVerdict, VerifiedDigest } from '../read/verified-digest';
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
        const answers = await this.answersWithin(time + from, time + to, key);
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
    const { list } = this.context;
    const digests = await list.possibleEndingWithin(from - 1, to + 2 * HOUR);
    const isOwn = (digest: ListedDigest) => !digest.isBackfill && list.holds(digest);
    for (const digest of digests.filter(isOwn).sort((a, b) => a.end - b.end)) {
      const { verified } = await this.context.verdictOf(digest);
      if (verified?.previous === undefined) continue;
      // Digests that link to each other leave no time between them.
      if (verified.start > covered && verified.previous.key !== last) continue;
      [covered, last] = [Math.max(covered, verified.end), verified.key];
      if (covered >= to) return true;
    }
    return false;
  }

  private async answersWithin(from: number, to: number, key: string): Promise<readonly (boolean | undefined)[]> {
    const { list } = this.context;
    const digests = await list.possibleEndingWithin(from, to);
    const verdicts = await whenAll(digests.map((digest) => this.context.verdictOf(digest)));
    const unverified = new Map(
      digests.flatMap((digest, index): [ListedDigest, DigestVerdict][] =>
        verdicts[index].verified === undefined ? [[digest, verdicts[index]]] : [],
      ),
    );
    list.putAside([...unverified.keys()], (digest) => !isDisproved(unverified.get(digest)));
    const answers = verdicts.flatMap(({ verified }) => (verified === undefined ? [] : [this.lists(verified, key)]));
    return list.hasDoubtful(from, to) ? [...answers, undefined] : answers;
  }

  private lists(verified: VerifiedDigest, key: string): boolean | undefined {
    const keys = this.keysOf.get(verified) ?? new Set(this.keysIn(verified));
    this.keysOf.set(verified, keys);
    return keys.has(key) || (verified.mayListMore ? undefined : false);
  }
}

function isDisproved(verdict: DigestVerdict | undefined): boolean {
  return verdict?.findings.some(({ severity }) => severity === 'INVALID') === true;
}
