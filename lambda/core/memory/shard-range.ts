import type { ChainKeys } from '../format/object-keys';
import { DAY, HOUR, MINUTE } from '../format/time';
import type { Checkpoint } from '../model/checkpoint';
import type { ValidationRequest } from '../model/request';
import type { TimeRange } from '../model/store';
import type { ChainLocation } from '../read/chain-locations';
import { lastVerifiedEnd, resumesAt } from './last-verified';

/** Greater than any key, in the order of UTF-16. */
export const AFTER_ALL = '\uffff';

/** Log files to be judged, by the bounds of their names. */
export interface LogFileRange {
  readonly after: string;
  /** Undefined for all that there is. */
  readonly before?: string;
  /** Whether they reach to the end of the window. */
  readonly isLast: boolean;
}

/** Whether a checkpoint is of a run by whose configuration the trail delivered to the same bucket and prefix. */
export function wasHere(checkpoint: Checkpoint | undefined, { trail }: Pick<ValidationRequest, 'trail'>): boolean {
  const { bucket, keyPrefix } = checkpoint?.location ?? trail;
  return bucket === trail.bucket && keyPrefix === trail.keyPrefix;
}

/** The part of a chain that one call verifies: what is requested of it, without what is verified already. */
export class ShardRange {
  public readonly start: number;
  /** It becomes earlier where the run is stopped. */
  public end: number;
  /** The end of the last verified digest; undefined for a sweep, which begins anew. */
  public readonly lastVerified: number | undefined;
  /** The ends of the shard's digests: after `from`, up to `to`. */
  public readonly from: number;
  public readonly to: number;
  /**
   * The names between which objects in the folders of digests belong to the shard. At the edges of the window they reach
   * over the whole day: a name that is no digest's may sort before or after all digests of its folder.
   */
  public readonly digestNames: { readonly after: string; readonly before: string };
  public readonly logFiles: LogFileRange;
  /** Whether names of any time before, or after, belong to the shard: CloudTrail has written none of them. */
  public readonly isOpen: { readonly before: boolean; readonly after: boolean };

  public constructor(
    shard: TimeRange,
    checkpoint: Checkpoint | undefined,
    { trail, window, sweep, now, retentionStart = -Infinity }: ValidationRequest,
    keys: ChainKeys,
  ) {
    this.lastVerified = sweep === true ? undefined : lastVerifiedEnd(checkpoint);
    const resumed = resumesAt(checkpoint, { sweep }) ?? -Infinity;
    this.start = Math.max(shard.start, resumed);
    this.end = Math.max(shard.end, resumed);
    // At the edges of the window the digests that reach over them belong to it.
    const isFirst = shard.start <= window.start && this.start === shard.start && this.lastVerified !== shard.start;
    this.from = isFirst ? this.start - 1 : this.start;
    this.to = shard.end >= window.end ? window.end + HOUR : shard.end;
    const dayAfter = keys.digestDayBound(this.end - 1 + DAY);
    const next = keys.digestKeyBound(this.to + 1000);
    const isLast = shard.end >= window.end;
    // Nothing genuine is named for before what is kept, or for after now. A shorter window leaves out what is genuine.
    this.isOpen = { before: isFirst && window.start <= retentionStart, after: isLast && window.end >= now };
    this.digestNames = {
      after: this.isOpen.before
        ? ''
        : isFirst
          ? keys.digestDayBound(this.start)
          : keys.digestKeyBound(this.from + 1000),
      before: this.isOpen.after ? AFTER_ALL : isLast && dayAfter > next ? dayAfter : next,
    };
    // Log files of the minute in which the last verified digest ends are judged: those that no digest listed are pending.
    const leftAt = wasHere(checkpoint, { trail }) ? checkpoint?.logFilesAfter : undefined;
    const logFilesAfter =
      this.lastVerified === this.start
        ? (leftAt ?? keys.logFileKeyBound(this.start + MINUTE))
        : keys.logFileKeyBound(this.start);
    this.logFiles = {
      after: this.isOpen.before ? keys.logFilePrefix : logFilesAfter,
      before: this.isOpen.after ? undefined : keys.logFileKeyBound(this.end),
      isLast,
    };
  }

  /**
   * The log files of the shard in a former location. They are judged where everything is read: by a run that goes on
   * after the last verified digest none.
   */
  public logFilesIn({ keys, from, to }: ChainLocation): LogFileRange {
    const [start, end] = [Math.max(this.start, from), Math.min(this.end, to)];
    const isJudged = this.lastVerified === undefined && start < end;
    const before = keys.logFileKeyBound(isJudged ? end : start);
    return { after: keys.logFileKeyBound(start), before, isLast: false };
  }

  /** Whether a digest that ends at this time belongs to the shard. */
  public has(end: number): boolean {
    return end > this.from && end <= this.to;
  }

  /** Whether it is the shard that goes on after the last verified digest. */
  public get followsLastVerified(): boolean {
    return this.lastVerified === this.start;
  }

  /** Leaves what is later to the next run. */
  public cutOff(at = this.start): void {
    this.end = Math.min(this.end, Math.max(this.start, at));
  }

  public get time(): TimeRange {
    return { start: this.start, end: this.end };
  }
}
