import { ChainContext } from './judge/chain-context';
import { findChainEnd } from './judge/chain-end';
import type { ListedDigest } from './read/digest-list';
import { lastVerifiedEnd, resumesAt } from './memory/last-verified';
import { inOrder } from './flow/in-order';
import { judgeDigest, tellDigest, type JudgedDigest } from './judge/judge-digest';
import { retryOpenItems } from './judge/open-items';
import { isInSegment, judgeRemembered } from './judge/known-digests';
import type { ChainShard, ValidationRequest } from './model/request';
import type { ChainResult, Report } from './model/result';
import { Run } from './read/session';
import { SegmentLine } from './memory/segments';
import { sideBySide } from './flow/side-by-side';
import { ListingFailed, type Store } from './model/store';
import { recordListingFailure } from './judge/finding-recorder';
import { DAY, HOUR, MINUTE } from './format/time';
import { UnlistedLogFiles } from './judge/unlisted-log-files';
import type { VerifiedDigest } from './read/verify-digest';

/** Digests may be redelivered for thirty days: so far back the list is compared with the memory. */
const RELIST = 30 * DAY;
/** How many log files a digest lists is guessed from its size before it is read. */
const BYTES_WITHOUT_ENTRIES = 600;
const BYTES_PER_ENTRY = 64;
/** So many log files wait for each request in flight: enough for all of them, few enough to be forgotten young. */
const ENTRIES_AHEAD = 6;

/** Shards are verified side by side, so many at once; the requests of all are held by the one limiter. */
const PIECES_AT_ONCE = 16;

/** Verifies shards of chains. What they learn of keys is shared, and so are the bounds on what is held in memory. */
export function validateShards(
  store: Store,
  request: ValidationRequest,
  shards: readonly ChainShard[],
  report: Report,
): Promise<ChainResult[]> {
  const run = new Run(store, request, report);
  return sideBySide(shards, PIECES_AT_ONCE, async (shard) => {
    const result = await validateChain(run, shard);
    await report({ type: 'chain', result });
    return result;
  });
}

export async function validateChain(run: Run, { accountId, region, shard }: ChainShard): Promise<ChainResult> {
  const context = new ChainContext(run, { accountId, region });
  const proof = new ChainValidation(context, shard);
  try {
    await proof.verify();
  } catch (error) {
    if (!(error instanceof ListingFailed)) throw error;
    await proof.giveUp(error);
  }
  return proof.result();
}

class ChainValidation {
  /** The ends of the shard's digests: after `from`, up to `to`. */
  private readonly from: number;
  private readonly to: number;
  private readonly shard: { start: number; end: number };
  private readonly unlisted: UnlistedLogFiles;
  private line = new SegmentLine();
  /** Verified digests whose log files are not all judged yet. */
  private readonly waiting: VerifiedDigest[] = [];
  private readonly head: number | undefined;
  private held = 0;
  private lastTold: number | undefined;
  private lastListed: number | undefined;
  private end: Pick<ChainResult, 'ended' | 'soughtEnd'> = {};

  public constructor(
    private readonly context: ChainContext,
    shard = context.run.request.window,
  ) {
    const { run, checkpoint, keys } = context;
    const { window, sweep } = run.request;
    this.head = sweep === true ? undefined : lastVerifiedEnd(checkpoint);
    const resumed = resumesAt(checkpoint, run.request) ?? -Infinity;
    this.shard = { start: Math.max(shard.start, resumed), end: Math.max(shard.end, resumed) };
    // At the window's own edges the digests that reach over them belong to it.
    const isFirst = shard.start <= window.start && this.shard.start === shard.start && this.head !== shard.start;
    this.from = isFirst ? this.shard.start - 1 : this.shard.start;
    this.to = shard.end >= window.end ? window.end + HOUR : shard.end;
    // The minute of the head's end is done: what of it no digest listed yet is remembered as pending.
    const logFilesAfter =
      this.head === this.shard.start
        ? (checkpoint?.logFilesAfter ?? keys.logFileKeyBound(this.head + MINUTE))
        : keys.logFileKeyBound(this.shard.start);
    this.unlisted = new UnlistedLogFiles(context, {
      after: logFilesAfter,
      before: keys.logFileKeyBound(this.shard.end),
      isLast: shard.end >= window.end,
    });
  }

  public async verify(): Promise<void> {
    const { context } = this;
    if (context.run.isStopped) return this.leaveAll();
    const listFrom = this.head === undefined ? this.from - 2 * HOUR : Math.min(this.from, this.head) - RELIST;
    await context.list.load(listFrom, this.to + 2 * HOUR);
    const scope = this.head === undefined ? this.from : listFrom;
    await judgeRemembered(context, scope, this.to);
    await this.tellStrange();
    const digests = this.ownDigests();
    context.run.learnOf(digests.length);
    for await (const judged of inOrder(
      digests,
      (digest, isNext) => this.mayStart(digest, isNext),
      (digest) => judgeDigest(context, digest),
    )) {
      if (judged.isStopped) break;
      await this.take(judged);
    }
    this.hold(-this.held);
    this.cutOffIfStopped(digests);
    await this.unlisted.finish(context.keys.logFileKeyBound(this.shard.end));
    this.remember(Infinity);
    if (context.run.isStopped && this.unlisted.isCutShort)
      this.cutOff(context.keys.parseLogFileTime(this.unlisted.judgedBefore));
    if (!context.run.isStopped) await retryOpenItems(context, this.unlisted);
    else this.keepOpenItems();
    if (this.shard.end >= context.run.request.window.end) await this.findEnd();
  }

  /** A chain that is silent may have ended. It is told when that is learned; the memory keeps it. */
  private async findEnd(): Promise<void> {
    const { context } = this;
    this.end = await findChainEnd(context, this.lastListed);
    const { ended } = this.end;
    if (ended === undefined || ended === context.checkpoint?.ended) return;
    const { at, eventName, who } = ended;
    await context.teller.tell({ code: 'chain-ended', severity: 'NOTICE', detail: { eventName, eventTime: at, who } });
  }

  /** Without its list of digests nothing of the chain is validated. */
  public async giveUp(error: ListingFailed): Promise<void> {
    this.hold(-this.held);
    this.line = new SegmentLine();
    this.leaveAll();
    await recordListingFailure(this.context, error);
  }

  public result(): ChainResult {
    const { teller, chain } = this.context;
    return {
      ...chain,
      shard: this.shard,
      verdict: teller.verdict,
      counts: teller.counts,
      covered: this.line.covered,
      segments: this.line.segments,
      backfills: this.line.backfills,
      lastListed: this.lastListed,
      openItems: teller.openItems.values(),
      lastVerifiedLimit: teller.lastVerifiedLimit,
      pendingLogFiles: this.unlisted.pending,
      logFilesBefore: this.unlisted.judgedBefore,
      ...this.end,
    };
  }

  /** The shard's digests, normal and backfill, in the order of time; those before the head that the memory lacks too. */
  private ownDigests(): ListedDigest[] {
    const { list, checkpoint, teller } = this.context;
    const known = new Set(checkpoint?.backfills.map(({ key }) => key));
    const oldest = Math.min(...(checkpoint?.segments.map(({ first }) => first.end) ?? []));
    // Of several shards the one that begins at the head looks at what has come behind it.
    const isNew = (end: number) => this.head === this.shard.start && end <= this.head && end > oldest;
    const normal = list.normal.filter(
      ({ end }) => this.isOwn(end) || (isNew(end) && checkpoint?.segments.every((s) => !isInSegment(s, end)) === true),
    );
    const backfills = list.backfills.filter(({ end, key }) => this.isOwn(end) || (isNew(end) && !known.has(key)));
    this.lastListed = normal[normal.length - 1]?.end;
    teller.counts.otherTrails += list.others.filter(({ end }) => this.isOwn(end)).length;
    return [...normal, ...backfills].sort((a, b) => a.end - b.end || Number(a.isBackfill) - Number(b.isBackfill));
  }

  private isOwn(end: number): boolean {
    return end > this.from && end <= this.to;
  }

  private async tellStrange(): Promise<void> {
    const { keys, list, teller, run } = this.context;
    const [after, before] = [keys.digestKeyBound(this.from + 1000), keys.digestKeyBound(this.to + 1000)];
    for (const { key } of list.strange) {
      if (key <= after || key >= before) continue;
      await teller.tell({ code: 'unexpected-object', severity: 'INCOMPLETE', bucket: run.request.trail.bucket, key });
    }
  }

  /** Holds digests back while many log files wait, and altogether once the run is stopped. */
  private mayStart(digest: ListedDigest, isNext: boolean): boolean | Promise<boolean> {
    const { run } = this.context;
    const { logFilesAhead } = run;
    if (run.isStopped && this.lastStarted !== digest.end) return false;
    const limit = ENTRIES_AHEAD * run.limiter.limit;
    if (!logFilesAhead.isBelow(limit)) {
      if (!isNext) return false;
      return logFilesAhead.below(limit).then(() => this.start(digest));
    }
    return this.start(digest);
  }

  private lastStarted: number | undefined;

  /** Takes its share of what all chains may read ahead, or gives it back. */
  private hold(entries: number): void {
    this.held += entries;
    this.context.run.logFilesAhead.add(entries);
  }

  private start(digest: ListedDigest): true {
    this.hold(entriesIn(digest));
    this.lastStarted = digest.end;
    return true;
  }

  private async take(judged: JudgedDigest): Promise<void> {
    const { listed, verified } = judged;
    this.hold(-entriesIn(listed));
    await tellDigest(this.context, judged);
    this.lastTold = listed.end;
    if (verified === undefined) return;
    this.waiting.push(verified);
    await this.unlisted.advance(verified);
    this.remember(verified.end - HOUR);
  }

  /** The head passes a digest only once the log files of its time are judged: some of them may hold it back. */
  private remember(judgedTo: number): void {
    while (this.waiting.length > 0 && this.waiting[0].end <= judgedTo) {
      const [digest] = this.waiting.splice(0, 1);
      this.line.add(digest, digest.end < (this.context.teller.lastVerifiedLimit ?? Infinity));
    }
  }

  /** What was not begun belongs to the next run: the shard ends where this one got to. */
  private cutOffIfStopped(digests: readonly ListedDigest[]): void {
    const last = digests[digests.length - 1]?.end;
    if (!this.context.run.isStopped || last === undefined || this.lastTold === last) return;
    this.cutOff(this.lastTold);
    this.lastListed = this.lastTold;
  }

  private cutOff(at = this.shard.start): void {
    this.shard.end = Math.min(this.shard.end, Math.max(this.shard.start, at));
  }

  /** Nothing of the shard is verified: all of it is the next run's. */
  private leaveAll(): void {
    this.shard.end = this.shard.start;
    this.keepOpenItems();
    this.unlisted.leave();
  }

  private keepOpenItems(): void {
    const { teller } = this.context;
    for (const [name, item] of teller.remembered) if (!teller.openItems.has(name)) teller.openItems.keep(name, item);
  }
}

function entriesIn({ size }: ListedDigest): number {
  return 1 + Math.ceil(Math.max(0, size - BYTES_WITHOUT_ENTRIES) / BYTES_PER_ENTRY);
}
