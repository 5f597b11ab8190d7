import type { ChainContext } from './chain-context';
import type { PendingLogFile } from '../model/checkpoint';
import type { ListedDigest } from '../read/digest-list';
import { findingName, type Finding } from '../model/finding';
import { lastVerifiedEnd } from '../memory/last-verified';
import { ListingFailed, type ListedObject } from '../model/store';
import { recordListingFailure } from './finding-recorder';
import { HOUR, MINUTE } from '../format/time';
import type { VerifiedDigest } from '../read/verify-digest';

/** A checkpoint keeps so many log files that wait for a digest, by number and by bytes; with more, the head stands still. */
const MOST_PENDING = 1000;
const MOST_PENDING_BYTES = 110_000;
/** What one takes besides what is particular to its name. */
const PENDING_BYTES = 32;

/** Of the last hour before a stop many are listed by a digest that is not read yet: some may be judged all the same. */
const MOST_JUDGED_LATE = 100;

/** The log files to be judged, by the bounds of their names. */
export interface LogFileRange {
  readonly after: string;
  readonly before: string;
  /** Whether nothing of the window comes after them. */
  readonly isLast: boolean;
}

/**
 * Looks for log files that no digest lists. The listing runs beside the digests, some hours behind, so that only the
 * names of a few hours are held; what is not among them is looked for in the digests around its times.
 */
export class UnlistedLogFiles {
  public readonly pending: PendingLogFile[] = [];
  /** Names before this are judged. */
  public judgedBefore: string;
  /** Whether names are left that belong to this run. */
  public isCutShort = false;
  private readonly recent = new Map<string, number>();
  private readonly remembered: ReadonlyMap<string, PendingLogFile>;
  private readonly keysOf = new WeakMap<VerifiedDigest, ReadonlySet<string>>();
  private readonly objects: AsyncIterator<ListedObject>;
  private next: ListedObject | undefined;
  private isStarted = false;
  /** The last verified digest. */
  private lastEnd: number | undefined;
  private pendingBytes = 0;
  private judgedLate = 0;

  public constructor(
    private readonly context: ChainContext,
    private readonly range: LogFileRange,
  ) {
    this.objects = this.listing();
    this.judgedBefore = range.after;
    this.lastEnd = lastVerifiedEnd(context.checkpoint);
    this.remembered = new Map(context.checkpoint?.pendingLogFiles.map((file) => [file.key, file]));
  }

  /** Takes in what a verified digest lists, and judges the log files named for up to an hour before it. */
  public async advance(digest: VerifiedDigest): Promise<void> {
    const { end } = digest;
    if (!digest.isBackfill) this.lastEnd = Math.max(this.lastEnd ?? end, end);
    for (const key of this.ownEntries(digest)) this.recent.set(key, end);
    await this.judgeUpTo(this.context.keys.logFileKeyBound(end - HOUR));
    for (const [key, listedAt] of this.recent) {
      if (listedAt > end - 3 * HOUR) break;
      this.recent.delete(key);
    }
  }

  /** Judges what an earlier run left pending, and the rest. */
  public async finish(before = this.range.before): Promise<void> {
    for (const { key, lastModified } of this.remembered.values()) {
      if (this.context.run.isStopped) break;
      if (!this.recent.has(key)) await this.judge({ key, lastModified, size: 1 });
    }
    await this.judgeUpTo(before);
    await this.objects.return?.();
    if (this.context.run.isStopped) this.keepPending();
  }

  /** Leaves to the next run what an earlier one left pending. */
  private keepPending(): void {
    const known = new Set(this.pending.map(({ key }) => key));
    this.pending.push(...[...this.remembered.values()].filter(({ key }) => !known.has(key)));
  }

  /** Leaves everything to the next run. */
  public leave(): void {
    this.judgedBefore = this.range.after;
    this.keepPending();
  }

  /** Where the run is stopped in the midst, the next one goes on with the first name that has not had its turn. */
  private async judgeUpTo(bound: string): Promise<void> {
    if (this.isCutShort || bound <= this.judgedBefore) return;
    if (!this.isStarted) await this.step();
    this.isStarted = true;
    for (; this.next !== undefined && this.next.key < bound; await this.step()) {
      if (this.recent.has(this.next.key) || this.remembered.has(this.next.key)) continue;
      this.isCutShort = this.context.run.isStopped && ++this.judgedLate > MOST_JUDGED_LATE;
      if (this.isCutShort) return;
      // What can't be kept behind the head is where the next run goes on.
      this.isCutShort = !(await this.judge(this.next)) && this.isBehindHead(this.next.key);
      if (this.isCutShort) return;
      this.judgedBefore = `${this.next.key}\0`;
    }
    if (!this.isCutShort) this.judgedBefore = bound;
  }

  private async step(): Promise<void> {
    try {
      const { done, value } = await this.objects.next();
      this.next = done === true ? undefined : (value as ListedObject);
    } catch (error) {
      if (!(error instanceof ListingFailed)) throw error;
      this.next = undefined;
      this.isCutShort = true;
      await recordListingFailure(this.context, error);
    }
  }

  private async *listing(): AsyncGenerator<ListedObject> {
    const { run, keys } = this.context;
    const { after, before } = this.range;
    const range = { prefix: keys.logFilePrefix, after, before };
    for await (const page of run.list(run.request.trail.bucket, range)) yield* page;
  }

  /** Tells a log file that no digest lists, unless it is too young for that. False where there is no room to keep it. */
  public async judge({ key, lastModified, size }: ListedObject): Promise<boolean> {
    const { run, keys, teller } = this.context;
    const { bucket } = run.request.trail;
    if (size === 0 && key.endsWith('/')) return true;
    const named = keys.parseLogFileTime(key);
    const delivered = lastModified ?? named;
    if (delivered === undefined || delivered <= run.retentionStart) return true;
    const times = [...new Set([named ?? delivered, delivered])];
    // Its digest ends up to an hour later and is due an hour and the grace after that; a backfill may take longer.
    const isYoung = run.request.now < delivered + 2 * HOUR + run.grace + run.backfillAllowance;
    const isListed = await this.isListed(key, times, isYoung);
    if (isListed === true) {
      this.context.verify('listing', { bucket, key });
      return true;
    }
    if (isYoung) return this.wait({ key, lastModified }, named);
    const isVerified = await this.isVerifiedHour(delivered);
    const isTampering = isListed === false && isVerified && run.request.unvalidatedTrails !== true;
    const finding = await teller.tell(
      {
        code: isTampering ? 'log-file-unlisted' : 'log-file-unverified',
        severity: isTampering ? 'INVALID' : 'INCOMPLETE',
        bucket,
        key,
        detail: { delivered },
      },
      named,
    );
    return this.isKept(finding, { key, lastModified });
  }

  /** Whether the finding is kept open. A file that was left before is left once more where it is not. */
  private isKept(finding: Finding, file: PendingLogFile): boolean {
    const { teller, run } = this.context;
    if (run.request.isContinued === false || finding.severity === 'NOTICE') return true;
    const isKept = teller.openItems.has(findingName(finding));
    if (!isKept && this.remembered.has(file.key)) this.pending.push(file);
    return isKept || this.remembered.has(file.key);
  }

  /** Leaves it to a later run. What was left before has its place; what comes after the head is listed again anyway. */
  private wait(file: PendingLogFile, named: number | undefined): boolean {
    const { run, keys, teller } = this.context;
    const isRemembered = this.remembered.has(file.key);
    teller.counts.pendingLogFiles++;
    if (run.request.isContinued === false || (!isRemembered && this.isListedAgain(file.key))) return true;
    const hasRoom = this.pending.length < MOST_PENDING && this.pendingBytes < MOST_PENDING_BYTES;
    if (!isRemembered && !hasRoom) {
      teller.holdBack(named ?? 0);
      return false;
    }
    this.pending.push(file);
    this.pendingBytes += PENDING_BYTES + Buffer.byteLength(JSON.stringify(file.key)) - keys.logFilePrefix.length;
    return true;
  }

  private isBehindHead(key: string): boolean {
    const head = lastVerifiedEnd(this.context.checkpoint);
    return head !== undefined && key < this.context.keys.logFileKeyBound(head + MINUTE);
  }

  private isListedAgain(key: string): boolean {
    const { lastEnd, range } = this;
    const isAfterHead = lastEnd === undefined || key >= this.context.keys.logFileKeyBound(lastEnd + MINUTE);
    return range.isLast && isAfterHead;
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
        const digests = await this.context.list.allEndingWithin(time + from, time + to);
        const answers = await Promise.all(digests.map((digest) => this.lists(digest, key)));
        if (answers.includes(true)) return true;
        if (answers.includes(undefined)) isKnown = false;
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
  private async isVerifiedHour(time: number): Promise<boolean> {
    for (const digest of await this.context.list.endingWithin(time - 1, time + 2 * HOUR)) {
      const { verified } = await this.context.verdictOf(digest);
      if (verified?.previous !== undefined && verified.start < time && time <= verified.end) return true;
    }
    return false;
  }
}
