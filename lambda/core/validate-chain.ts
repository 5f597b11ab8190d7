import { inOrder } from './flow/in-order';
import { DAY, HOUR } from './format/time';
import { findChainEnd } from './judge/chain-end';
import { ChainContext } from './judge/chain-context';
import { recordListingFailure } from './judge/finding-recorder';
import { recordUnlisted } from './judge/former-locations';
import { keepOpenItems, retryOpenItems } from './judge/open-items';
import { reportStray } from './judge/object-events';
import { recordDigest } from './judge/record-digest';
import { isRewritten, verifyRewrittenLogFiles } from './judge/rewritten';
import { judgeStoredDigests } from './judge/stored-digests';
import { UnlistedLogFiles } from './judge/unlisted-log-files';
import { holdsDigest, SegmentLine } from './memory/segments';
import { AFTER_ALL, ShardRange } from './memory/shard-range';
import { writtenAt, type Finding } from './model/finding';
import type { ChainResult } from './model/result';
import { ListingFailed } from './model/store';
import type { ChainShard } from './model/trail';
import { checkDigest, type CheckedDigest } from './read/check-digest';
import type { ChainLocation } from './read/chain-locations';
import type { ListedDigest } from './read/digest-list';
import { LookAhead } from './read/look-ahead';
import type { Session } from './read/session';
import type { VerifiedEvents } from './read/verified-events';
import type { VerifiedDigest } from './read/verified-digest';

/** Digests may be redelivered for thirty days, so the digests of thirty days are listed again and compared with the checkpoint. */
const RELIST = 30 * DAY;

export async function validateChain(
  session: Session,
  events: VerifiedEvents,
  { accountId, region, shard = session.request.window }: ChainShard,
): Promise<ChainResult> {
  const context = new ChainContext(session, events, { accountId, region });
  const validation = new ChainValidation(
    context,
    new ShardRange(shard, context.checkpoint, session.request, context.keys),
  );
  try {
    await validation.run();
  } catch (error) {
    if (!(error instanceof ListingFailed)) throw error;
    await validation.giveUp(error);
  }
  return validation.result();
}

class ChainValidation {
  private readonly unlisted: UnlistedLogFiles;
  private readonly formerUnlisted: ReadonlyMap<ChainLocation, UnlistedLogFiles>;
  private readonly ahead: LookAhead;
  private line = new SegmentLine();
  /** Verified digests whose log files are not all judged yet. */
  private readonly waiting: VerifiedDigest[] = [];
  private lastRecorded: number | undefined;
  private lastListed: number | undefined;
  private end: Pick<ChainResult, 'chainEnd' | 'endSearchedTo'> = {};

  public constructor(
    private readonly context: ChainContext,
    private readonly range: ShardRange,
  ) {
    this.unlisted = new UnlistedLogFiles(context, range.logFiles);
    this.formerUnlisted = new Map(
      context.locations.former.map((location) => [
        location,
        new UnlistedLogFiles(context, range.logFilesIn(location), location),
      ]),
    );
    this.ahead = new LookAhead(context.session);
  }

  public async run(): Promise<void> {
    const { context, range } = this;
    const { session } = context;
    if (session.isStopped) return this.leaveAll();
    await this.listDigests();
    const digests = this.ownDigests();
    await this.verifyDigests(digests);
    this.cutOffIfStopped(digests);
    const isAll = range.isOpen.after && range.end >= session.request.window.end;
    await this.unlisted.finish(isAll ? AFTER_ALL : context.keys.logFileKeyBound(range.end));
    for (const [{ keys }, unlisted] of this.formerUnlisted) await unlisted.finish(keys.logFileKeyBound(range.end));
    this.addToLine(Infinity);
    if (session.isStopped)
      for (const { isCutShort, stoppedAt } of this.allUnlisted) if (isCutShort) range.cutOff(stoppedAt);
    await this.sample();
    if (!session.isStopped) await retryOpenItems(context, (finding) => this.unlistedOf(finding));
    else await keepOpenItems(context);
    await recordUnlisted(context);
    if (range.end >= session.request.window.end) await this.findEnd();
    else if (!session.isStopped && !this.goesOn) this.end = await findChainEnd(context, this.lastListed);
  }

  private get allUnlisted(): readonly UnlistedLogFiles[] {
    return [this.unlisted, ...this.formerUnlisted.values()];
  }

  /** What judges the log file that a finding is about; undefined where it is in no location of the trail any more. */
  private unlistedOf({ bucket, key = '' }: Finding): UnlistedLogFiles | undefined {
    const location = this.context.locations.ofLogFile({ bucket, key });
    return location && (this.formerUnlisted.get(location) ?? this.unlisted);
  }

  /** Whether there are digests after those of the shard. Where there are none, the merge needs to know what ended the chain. */
  private get goesOn(): boolean {
    const { normal } = this.context.list;
    const last = normal[normal.length - 1];
    return last !== undefined && last.end > this.range.to;
  }

  /** Looks at a day of the past, beside what is new. A list that fails is looked at by a later run. */
  private async sample(): Promise<void> {
    const { context, range } = this;
    const { sampledDay, sweep } = context.session.request;
    if (sampledDay === undefined || sweep === true || !range.followsLastVerified || context.session.isStopped) return;
    await verifyRewrittenLogFiles(context, sampledDay).catch((error: unknown) => {
      if (!(error instanceof ListingFailed)) throw error;
    });
  }

  /** Without its list of digests nothing of the chain is validated. */
  public async giveUp(error: ListingFailed): Promise<void> {
    this.ahead.releaseAll();
    this.line = new SegmentLine();
    await this.leaveAll();
    await recordListingFailure(this.context, error);
  }

  public result(): ChainResult {
    const { recorder, chain } = this.context;
    return {
      ...chain,
      shard: this.range.time,
      verdict: recorder.verdict,
      counts: recorder.counts,
      covered: this.line.covered,
      segments: this.line.segments,
      backfills: this.line.backfills,
      lastListed: this.lastListed,
      firstLogFile: this.lastListed === undefined ? this.unlisted.firstDelivered : undefined,
      openItems: recorder.openItems.values(),
      lastVerifiedLimit: recorder.lastVerifiedLimit,
      pendingLogFiles: this.unlisted.pending.files,
      logFilesBefore: this.unlisted.judgedBefore,
      ...this.end,
    };
  }

  /** Lists the digests of the shard, and those that the checkpoint says must exist. */
  private async listDigests(): Promise<void> {
    const { context, range } = this;
    const { from, to, lastVerified } = range;
    const listFrom = lastVerified === undefined ? from - 2 * HOUR : Math.min(from, lastVerified) - RELIST;
    const { before, after } = range.isOpen;
    await context.list.load(before ? -Infinity : listFrom, after ? Infinity : to + 2 * HOUR);
    await judgeStoredDigests(context, lastVerified === undefined ? from : listFrom, to);
    await this.recordUnrecognized();
  }

  private async recordUnrecognized(): Promise<void> {
    const { list, recorder, session, keys } = this.context;
    const { after, before } = this.range.digestNames;
    for (const object of [...list.unrecognized, ...this.outOfTime()]) {
      const { bucket, key, lastModified } = object;
      const name = keys.here(key);
      if (name <= after || name >= before || (lastModified ?? Infinity) <= session.retentionStart) continue;
      const finding = writtenAt({ code: 'unexpected-object', severity: 'INCOMPLETE', bucket, key }, lastModified);
      await recorder.record(finding);
      await reportStray(this.context, object, finding);
    }
  }

  /** Objects named as digests of a time of which CloudTrail writes none: after they were written, or long before that. */
  private outOfTime(): ListedDigest[] {
    const { list, session } = this.context;
    const { isOpen } = this.range;
    const oldest = session.retentionStart - RELIST - DAY;
    const { now } = session.request;
    return [...list.normal, ...list.backfills, ...list.others].filter(
      ({ end, lastModified = now }) =>
        (isOpen.after && end > Math.max(now, lastModified) + HOUR) || (isOpen.before && end < oldest),
    );
  }

  /**
   * The shard's digests, normal and backfill, in the order of time, and those before the last verified one that the
   * checkpoint lacks.
   */
  private ownDigests(): ListedDigest[] {
    const { range } = this;
    const { list, checkpoint, recorder, session } = this.context;
    const stored = new Set(checkpoint?.backfills.map(({ bucket, key }) => `${bucket}/${key}`));
    const segments = checkpoint?.segments ?? [];
    // Of several shards, the one after the last verified digest judges what was delivered late before it.
    const isLate = (end: number) => range.followsLastVerified && end <= range.start && end > session.retentionStart;
    const normal = list.normal.filter(
      (digest) =>
        range.has(digest.end) ||
        (isLate(digest.end) &&
          (isRewritten(checkpoint, digest) || !segments.some((segment) => holdsDigest(segment, digest)))),
    );
    const backfills = list.backfills.filter(
      (digest) =>
        range.has(digest.end) ||
        (isLate(digest.end) && (isRewritten(checkpoint, digest) || !stored.has(`${digest.bucket}/${digest.key}`))),
    );
    this.lastListed = normal[normal.length - 1]?.end;
    recorder.counts.otherTrails += list.others.filter(({ end }) => range.has(end)).length;
    const digests = [...normal, ...backfills];
    session.countTotal(digests.length);
    return digests.sort((a, b) => a.end - b.end || Number(a.isBackfill) - Number(b.isBackfill));
  }

  private async verifyDigests(digests: readonly ListedDigest[]): Promise<void> {
    const checked = inOrder(
      digests,
      (digest, isNext) => this.ahead.mayStart(digest, isNext),
      (digest) => checkDigest(this.context, digest),
    );
    for await (const digest of checked) {
      if (digest.isStopped) break;
      await this.take(digest);
    }
    this.ahead.releaseAll();
  }

  private async take(checked: CheckedDigest): Promise<void> {
    const { listed, verified } = checked;
    this.ahead.release(listed);
    await recordDigest(this.context, checked);
    this.lastRecorded = listed.end;
    if (verified === undefined) return;
    this.waiting.push(verified);
    for (const unlisted of this.allUnlisted) await unlisted.advance(verified);
    this.addToLine(verified.end - HOUR);
  }

  /** A digest is added once the log files of its time are judged: some of them may limit the last verified digest. */
  private addToLine(judgedTo: number): void {
    while (this.waiting.length > 0 && this.waiting[0].end <= judgedTo) {
      const [digest] = this.waiting.splice(0, 1);
      this.line.add(digest, digest.end < (this.context.recorder.lastVerifiedLimit ?? Infinity));
    }
  }

  /** What was not begun is left to the next run: the shard ends with the last digest that was recorded. */
  private cutOffIfStopped(digests: readonly ListedDigest[]): void {
    const last = digests[digests.length - 1]?.end;
    if (!this.context.session.isStopped || last === undefined || this.lastRecorded === last) return;
    this.range.cutOff(this.lastRecorded);
    this.lastListed = this.lastRecorded;
  }

  /** Nothing of the shard is verified: all of it is left to the next run. */
  private async leaveAll(): Promise<void> {
    this.range.end = this.range.start;
    this.unlisted.leave();
    await keepOpenItems(this.context);
  }

  /** A chain without new digests may have ended. Its end is recorded once, and stored in the checkpoint. */
  private async findEnd(): Promise<void> {
    const { context } = this;
    this.end = await findChainEnd(context, this.lastListed);
    const { chainEnd } = this.end;
    if (chainEnd === undefined || chainEnd === context.checkpoint?.chainEnd) return;
    const { at: eventTime, eventName, who } = chainEnd;
    await context.recorder.record({ code: 'chain-ended', severity: 'NOTICE', detail: { eventName, eventTime, who } });
  }
}
