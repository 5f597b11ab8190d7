import type { ListedDigest } from './digest-list';
import type { Session } from './session';

/** How many log files a digest lists is estimated from its size before it is read. */
const BYTES_WITHOUT_ENTRIES = 600;
const BYTES_PER_ENTRY = 64;
/** How many log files wait for each request in flight: enough to keep all busy, few enough to be garbage-collected soon. */
const ENTRIES_AHEAD = 6;

/** Bounds how far the digests of a chain are read ahead, by the log files that wait. All chains share one gauge. */
export class LookAhead {
  /** This chain's share of what waits. */
  private waiting = 0;
  private lastStarted: number | undefined;

  public constructor(private readonly session: Session) {}

  /** Holds digests back while many log files wait, and altogether once the run is stopped. */
  public mayStart(digest: ListedDigest, isNext: boolean): boolean | Promise<boolean> {
    const { limiter, isStopped, logFilesAhead } = this.session;
    // A backfill digest ends with its normal one: both belong to the run, or neither.
    if (isStopped && this.lastStarted !== digest.end) return false;
    const limit = ENTRIES_AHEAD * limiter.limit;
    if (!logFilesAhead.isBelow(limit)) {
      if (!isNext) return false;
      return logFilesAhead.below(limit).then(() => this.start(digest));
    }
    return this.start(digest);
  }

  /** The log files of a digest wait no longer. */
  public release(digest: ListedDigest): void {
    this.add(-entriesIn(digest));
  }

  public releaseAll(): void {
    this.add(-this.waiting);
  }

  private start(digest: ListedDigest): true {
    this.add(entriesIn(digest));
    this.lastStarted = digest.end;
    return true;
  }

  private add(entries: number): void {
    this.waiting += entries;
    this.session.logFilesAhead.add(entries);
  }
}

function entriesIn({ size }: ListedDigest): number {
  return 1 + Math.ceil(Math.max(0, size - BYTES_WITHOUT_ENTRIES) / BYTES_PER_ENTRY);
}
