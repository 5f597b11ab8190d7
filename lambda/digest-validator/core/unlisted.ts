import type { ChainContext } from './chain-context';
import type { PendingLogFile } from './checkpoint';
import type { ListedDigest } from './digest-list';
import { ListingRefused, type ListedObject } from './store';
import { tellListingRefused } from './teller';
import { HOUR } from './time';
import type { VerifiedDigest } from './verify-digest';

/** A checkpoint keeps so many log files that wait for a digest; with more, the head stands still. */
const MAX_PENDING = 1000;

/**
 * Looks for log files that no digest lists. The listing runs beside the digests, some hours behind, so that only the
 * names of a few hours are held; what is not among them is looked for in the digests around its times.
 */
export class UnlistedLogFiles {
  public readonly pending: PendingLogFile[] = [];
  private readonly recent = new Map<string, number>();
  private readonly keysOf = new WeakMap<VerifiedDigest, ReadonlySet<string>>();
  private readonly objects: AsyncIterator<ListedObject>;
  private next: ListedObject | undefined;
  private isStarted = false;

  public constructor(
    private readonly context: ChainContext,
    from: string,
    private readonly to: string,
  ) {
    this.objects = this.listing(from);
  }

  /** Takes in what a verified digest lists, and judges the log files named for up to an hour before it. */
  public async advance(digest: VerifiedDigest): Promise<void> {
    const { end } = digest;
    for (const key of this.ownEntries(digest)) this.recent.set(key, end);
    await this.judgeUpTo(this.context.keys.logFileKeyBound(end - HOUR));
    for (const [key, listedAt] of this.recent) {
      if (listedAt > end - 3 * HOUR) break;
      this.recent.delete(key);
    }
  }

  /** Judges the rest, and what an earlier run left pending. */
  public async finish(to = this.to): Promise<void> {
    await this.judgeUpTo(to);
    await this.objects.return?.();
    for (const { key, lastModified } of this.context.checkpoint?.pendingLogFiles ?? []) {
      if (!this.recent.has(key)) await this.judge({ key, lastModified, size: 1 });
    }
  }

  /** Leaves to the next run what an earlier one left pending. */
  public keepPending(): void {
    const known = new Set(this.pending.map(({ key }) => key));
    this.pending.push(...(this.context.checkpoint?.pendingLogFiles ?? []).filter(({ key }) => !known.has(key)));
  }

  /** Whether a digest lists by now what an earlier run found unlisted. */
  public async isListedNow(key: string, delivered: number | undefined): Promise<boolean> {
    const times = [this.context.keys.parseLogFileTime(key), delivered].filter((time) => time !== undefined);
    return (await this.isListed(key, times, false)) === true;
  }

  private async judgeUpTo(bound: string): Promise<void> {
    if (!this.isStarted) await this.step();
    this.isStarted = true;
    for (; this.next !== undefined && this.next.key < bound; await this.step()) {
      if (!this.recent.has(this.next.key)) await this.judge(this.next);
    }
  }

  private async step(): Promise<void> {
    try {
      const { done, value } = await this.objects.next();
      this.next = done === true ? undefined : (value as ListedObject);
    } catch (error) {
      if (!(error instanceof ListingRefused)) throw error;
      this.next = undefined;
      await tellListingRefused(this.context, error);
    }
  }

  private async *listing(from: string): AsyncGenerator<ListedObject> {
    const { run, keys } = this.context;
    const range = { prefix: keys.logFilePrefix, after: from, before: this.to };
    for await (const page of run.list(run.request.trail.bucket, range)) yield* page;
  }

  /** Tells a log file that no digest lists, unless it is too young for that. */
  public async judge({ key, lastModified, size }: ListedObject): Promise<void> {
    const { run, keys, teller } = this.context;
    if (size === 0 && key.endsWith('/')) return;
    const named = keys.parseLogFileTime(key);
    const delivered = lastModified ?? named;
    if (delivered === undefined || delivered <= run.retentionStart) return;
    const times = [...new Set([named ?? delivered, delivered])];
    // Its digest ends up to an hour later and is due an hour and the grace after that; a backfill may take longer.
    const isYoung = run.request.now < delivered + 2 * HOUR + run.grace + run.backfillAllowance;
    const isListed = await this.isListed(key, times, isYoung);
    if (isListed === true) return;
    if (isYoung) {
      teller.counts.pendingLogFiles++;
      if (run.request.isContinued === false) return;
      if (this.pending.length < MAX_PENDING) this.pending.push({ key, lastModified });
      else teller.holdHead(named);
      return;
    }
    const isProven = await this.isProvenHour(delivered);
    const isTampering = isListed === false && isProven && run.request.unvalidatedTrails !== true;
    await teller.tell(
      {
        code: isTampering ? 'log-file-unlisted' : 'log-file-unproven',
        severity: isTampering ? 'INVALID' : 'INCOMPLETE',
        bucket: run.request.trail.bucket,
        key,
        detail: { delivered },
      },
      named,
    );
  }

  /**
   * Whether any verified digest of any trail lists it, the likeliest looked at first, for a young one only those after
   * it; undefined where a digest that could be neither verified nor refuted may list it.
   */
  private async isListed(key: string, times: readonly number[], isYoung: boolean): Promise<boolean | undefined> {
    const after = [
      [-1000, HOUR],
      [HOUR, 2 * HOUR],
      [2 * HOUR, this.context.run.backfillAllowance + HOUR],
    ];
    let isKnown = true;
    for (const [from, to] of isYoung ? after : [...after, [-2 * HOUR, -1000]]) {
      for (const time of times) {
        for (const digest of await this.context.list.allEndingWithin(time + from, time + to)) {
          const lists = await this.lists(digest, key);
          if (lists === true) return true;
          if (lists === undefined) isKnown = false;
        }
      }
    }
    return isKnown ? false : undefined;
  }

  private async lists(digest: ListedDigest, key: string): Promise<boolean | undefined> {
    const { verified, findings } = await this.context.verdictOf(digest);
    if (verified === undefined) return findings.some(({ severity }) => severity === 'INVALID') ? false : undefined;
    const keys = this.keysOf.get(verified) ?? new Set(this.ownEntries(verified));
    this.keysOf.set(verified, keys);
    return keys.has(key);
  }

  /** The keys that a digest lists in the bucket at hand. */
  private ownEntries({ logFiles }: VerifiedDigest): string[] {
    const { run } = this.context;
    const own = logFiles.filter(({ bucket }) => run.readableBucket(bucket) === run.request.trail.bucket);
    return own.map(({ key }) => key);
  }

  /** Whether a digest that is no starting digest covers this time. */
  private async isProvenHour(time: number): Promise<boolean> {
    for (const digest of await this.context.list.endingWithin(time - 1, time + 2 * HOUR)) {
      const { verified } = await this.context.verdictOf(digest);
      if (verified?.previous !== undefined && verified.start < time && time <= verified.end) return true;
    }
    return false;
  }
}
