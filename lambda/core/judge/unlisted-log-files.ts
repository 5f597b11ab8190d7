import { HOUR, MINUTE } from '../format/time';
import { lastVerifiedEnd } from '../memory/last-verified';
import { PendingList } from '../memory/pending-list';
import { wasHere, type LogFileRange } from '../memory/shard-range';
import type { PendingLogFile } from '../model/checkpoint';
import { findingName, incomplete, invalid, type Finding, type NewFinding } from '../model/finding';
import { ListingFailed, type ListedObject } from '../model/store';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainLocation } from '../read/chain-locations';
import { endOfTail, type ChainCall } from './chain-calls';
import type { ChainContext } from './chain-context';
import { DigestEntries } from './digest-entries';
import { recordListingFailure } from './finding-recorder';
import { reportObject, type JudgedObject } from './object-events';
import { unvalidatedTrailOf } from './unvalidated-trails';

/** Of the last hour before a stop, many are listed by a digest that is not read yet: some may be judged all the same. */
const MOST_JUDGED_LATE = 100;

/** CloudTrail and S3 date one delivery by two clocks, so a log file about the end of an hour may be of either hour. */
const CLOCKS_DIFFER = MINUTE;
/** Without a time of delivery there is the time in the name, some minutes before it. */
const DELIVERY_TAKES = 15 * MINUTE;

/**
 * Finds log files that no digest lists. The listing runs beside the digests, some hours behind, so that only the names of
 * a few hours are held; a log file that is not among them is searched in the digests around its times.
 */
export class UnlistedLogFiles {
  public readonly pending: PendingList;
  /** Names before this are judged. */
  public judgedBefore: string;
  /** Whether names that belong to this run are left to the next one. */
  public isCutShort = false;
  /** When the first of all that are no digest's was delivered. */
  public firstDelivered: number | undefined;
  private readonly entries: DigestEntries;
  /** Keys that the digests of the last hours list, each with the end of its digest. */
  private readonly recent = new Map<string, number>();
  private readonly objects: AsyncIterator<ListedObject>;
  private next: ListedObject | undefined;
  private isStarted = false;
  /** The end of the last verified digest, of this run too. */
  private lastEnd: number | undefined;
  private judgedLate = 0;

  public constructor(
    private readonly context: ChainContext,
    private readonly range: LogFileRange,
    private readonly location: ChainLocation = context.locations.current,
  ) {
    const { checkpoint } = context;
    const { keys } = location;
    this.entries = new DigestEntries(context, location.bucket);
    const lastVerified = lastVerifiedEnd(checkpoint);
    const listedFrom = lastVerified === undefined ? '' : keys.logFileKeyBound(lastVerified + MINUTE);
    const isOwn = location === context.locations.current && wasHere(checkpoint, context.session.request);
    const pending = isOwn ? (checkpoint?.pendingLogFiles ?? []) : [];
    this.pending = new PendingList(pending, keys.logFilePrefix.length, listedFrom);
    this.objects = this.listing();
    this.judgedBefore = range.after;
    this.lastEnd = lastVerified;
  }

  /** Takes in what a verified digest lists, and judges the log files named for up to an hour before its end. */
  public async advance(digest: VerifiedDigest): Promise<void> {
    const { end } = digest;
    if (!digest.isBackfill) this.lastEnd = Math.max(this.lastEnd ?? end, end);
    for (const key of this.entries.keysIn(digest)) this.recent.set(key, end);
    await this.judgeUpTo(this.location.keys.logFileKeyBound(end - HOUR));
    for (const [key, listedAt] of this.recent) {
      if (listedAt > end - 3 * HOUR) break;
      this.recent.delete(key);
    }
  }

  /** Judges what an earlier run left pending, and the rest. */
  public async finish(before: string): Promise<void> {
    for (const { key, lastModified } of this.pending.storedFiles()) {
      if (this.context.session.isStopped) break;
      if (!this.recent.has(key)) await this.judge({ key, lastModified });
    }
    await this.judgeUpTo(before);
    await this.objects.return?.();
    await this.recordVanished();
    if (this.context.session.isStopped) this.pending.addRemaining();
  }

  /** Up to when its names are judged, where the run was stopped before the last of them. */
  public get stoppedAt(): number | undefined {
    return this.isCutShort ? this.location.keys.parseLogFileTime(this.judgedBefore) : undefined;
  }

  /** Leaves everything to the next run. */
  public leave(): void {
    this.judgedBefore = this.range.after;
    this.pending.addRemaining();
  }

  /** Where the run is stopped in between, the next one goes on with the first name that was not judged. */
  private async judgeUpTo(wanted: string): Promise<void> {
    const { before = wanted } = this.range;
    const bound = wanted < before ? wanted : before;
    if (this.isCutShort || bound <= this.judgedBefore) return;
    if (!this.isStarted) await this.step();
    this.isStarted = true;
    for (; this.next !== undefined && this.next.key < bound; await this.step()) {
      this.pending.unseen.delete(this.next.key);
      if (this.recent.has(this.next.key) || this.pending.wasStored(this.next.key)) continue;
      this.isCutShort = this.context.session.isStopped && ++this.judgedLate > MOST_JUDGED_LATE;
      if (this.isCutShort) return;
      // The next run goes on at what does not fit into the checkpoint and would not be listed again.
      this.isCutShort = !(await this.judge(this.next)) && this.isBeforeLastVerified(this.next.key);
      if (this.isCutShort) return;
      this.judgedBefore = `${this.next.key}\0`;
    }
    if (!this.isCutShort) this.judgedBefore = bound;
  }

  /**
   * Records what an earlier run has seen and this one has not: CloudTrail deletes nothing. What a digest lists is judged
   * with its digest.
   */
  private async recordVanished(): Promise<void> {
    const { context, range, judgedBefore, location } = this;
    if (this.isCutShort || context.session.isStopped) return;
    for (const { key, lastModified } of this.pending.unseen.values()) {
      if (key <= range.after || key >= judgedBefore) continue;
      const times = [location.keys.parseLogFileTime(key) ?? lastModified ?? NaN];
      if (this.recent.has(key) || (await this.entries.includeKey(key, times, false)) === true) continue;
      await context.recorder.record(
        { code: 'log-file-missing', severity: 'INVALID', bucket: location.bucket, key },
        times[0],
      );
      const object: JudgedObject = { bucket: location.bucket, key, kind: 'log-file', digestEnd: times[0] };
      await reportObject(context, object, [invalid('log-file-missing')]);
    }
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
    const { bucket, keys } = this.location;
    const { after, before } = this.range;
    const range = { prefix: keys.logFilePrefix, after, before };
    for await (const page of this.context.session.list(bucket, range)) yield* page;
  }

  /**
   * Records a log file that no digest lists, unless it is too young. False where it does not fit into the checkpoint. One
   * that this run has not listed has no size.
   */
  public async judge(object: Omit<ListedObject, 'size'> & { readonly size?: number }): Promise<boolean> {
    const { key, lastModified, size } = object;
    const { session } = this.context;
    const { bucket, keys } = this.location;
    if (size === 0 && key.endsWith('/')) return true;
    const named = keys.parseLogFileTime(key);
    const delivered = lastModified ?? named;
    if (delivered === undefined || delivered <= session.retentionStart) return true;
    this.firstDelivered = Math.min(this.firstDelivered ?? delivered, delivered);
    const times = [...new Set([named ?? delivered, delivered])];
    // Its digest ends up to an hour later and is due an hour and the grace after that; a backfill may take longer.
    const isYoung = session.request.now < delivered + 2 * HOUR + session.grace + session.backfillAllowance;
    const isListed = await this.entries.includeKey(key, times, isYoung);
    if (isListed === true) {
      this.context.markVerified('listing', { bucket, key });
      return true;
    }
    if (isYoung) return this.leavePending({ key, lastModified }, named);
    const hours = {
      start: delivered - CLOCKS_DIFFER,
      end: delivered + (lastModified === undefined ? DELIVERY_TAKES : CLOCKS_DIFFER),
    };
    // It is tampering only where its hour is verified and no digest can list it.
    // Of what is named for before the end of retention, the digest may have expired.
    const hasDigests = named === undefined || named > session.retentionStart;
    const isUnlisted = isListed === false && hasDigests && (await this.entries.cover(hours.start, hours.end));
    const end = isUnlisted ? undefined : await endOfTail(this.context, delivered);
    const judged: JudgedObject = {
      ...{ bucket, key, kind: 'log-file', digestEnd: named ?? delivered },
      // What an earlier run has listed may be another object by now.
      ...(size !== undefined && { stored: { size, ...(lastModified !== undefined && { lastModified }) } }),
    };
    if (end !== undefined) return this.noteAfterLastDigest(judged, delivered, end);
    const file = { key, lastModified };
    const about = { bucket, key };
    const judgement = isUnlisted ? this.judgeUnlisted(file) : incomplete('log-file-unverified');
    const detail = { delivered, ...judgement.detail };
    await reportObject(this.context, judged, [judgement]);
    return this.isStored(await this.context.recorder.record({ ...judgement, ...about, detail }, named), file);
  }

  /** A log file that no digest of a verified hour lists: only a declared trail may have written it. */
  private judgeUnlisted(file: PendingLogFile): NewFinding {
    const declared = unvalidatedTrailOf(this.context, this.location, file);
    if (declared === undefined) return invalid('log-file-unlisted');
    this.context.unattributed.add(file.key);
    return incomplete('log-file-unattributed', { unvalidatedTrail: declared.arn });
  }

  private async noteAfterLastDigest(judged: JudgedObject, delivered: number, call: ChainCall): Promise<true> {
    const { recorder, afterLastDigest } = this.context;
    const { key } = judged;
    afterLastDigest.add(key);
    const detail = { delivered, eventName: call.name, eventTime: call.time, who: call.who };
    const about = { bucket: this.location.bucket, key, detail };
    const note = { code: 'log-file-after-last-digest', severity: 'NOTICE', ...about } as const;
    await recorder.record(note);
    await reportObject(this.context, judged, [note]);
    return true;
  }

  /** Whether the checkpoint holds the finding. A log file that was pending before is pending again where it does not. */
  private isStored(finding: Finding, file: PendingLogFile): boolean {
    const { recorder, session } = this.context;
    if (session.request.isContinued === false || finding.severity === 'NOTICE') return true;
    const isOpen = recorder.openItems.has(findingName(finding));
    const wasPending = this.pending.wasStored(file.key);
    if (!isOpen && wasPending) this.pending.addAgain(file);
    return isOpen || wasPending;
  }

  /**
   * Leaves it to a later run. One that the next run lists again is remembered as far as there is room: whoever deletes it
   * before its digest is due leaves a trace.
   */
  private leavePending(file: PendingLogFile, named: number | undefined): boolean {
    const { session, recorder } = this.context;
    recorder.counts.pendingLogFiles++;
    if (session.request.isContinued === false) return true;
    if (this.isListedAgain(file.key)) {
      this.pending.remember(file);
      return true;
    }
    if (this.pending.add(file)) return true;
    recorder.limitLastVerified(named ?? 0);
    return false;
  }

  private isBeforeLastVerified(key: string): boolean {
    const lastVerified = lastVerifiedEnd(this.context.checkpoint);
    return lastVerified !== undefined && key < this.location.keys.logFileKeyBound(lastVerified + MINUTE);
  }

  private isListedAgain(key: string): boolean {
    const { lastEnd, range } = this;
    const isAfter = lastEnd === undefined || key >= this.location.keys.logFileKeyBound(lastEnd + MINUTE);
    return range.isLast && isAfter;
  }
}
