import { DAY } from '../format/time';
import { ListingFailed, type ListedVersion } from '../model/store';
import type { ChainLocation } from '../read/chain-locations';
import type { Session } from '../read/session';

/** All versions in the folders of one day of a chain, in the order of their keys. */
export interface ListedDay {
  readonly day: number;
  readonly digests: readonly ListedVersion[];
  readonly logFiles: readonly ListedVersion[];
}

/** More than this is no day that was sealed: what somebody has put there by the million is not held in memory. */
const MOST_VERSIONS = 200_000;

/** Lists the days of a chain in their order, digests and log files side by side as two streams. */
export async function* listDays(
  session: Pick<Session, 'listVersions'>,
  { bucket, keys }: ChainLocation,
  days: readonly number[],
): AsyncGenerator<ListedDay> {
  const [first, last] = [days[0], days[days.length - 1]];
  const open = (prefix: string, bound: (time: number) => string) => {
    // The name of a folder itself may be an object.
    const range = { prefix, after: bound(first).slice(0, -1), before: bound(last + DAY) };
    return new DayStream(session.listVersions(bucket, range), bound);
  };
  const digests = open(keys.digestPrefix, (time) => keys.digestDayBound(time));
  const logFiles = open(keys.logFilePrefix, (time) => keys.logFileDayBound(time));
  try {
    for (const day of days) yield { day, digests: await digests.take(day), logFiles: await logFiles.take(day) };
  } finally {
    await digests.close();
    await logFiles.close();
  }
}

/** A listing, taken day by day. */
class DayStream {
  private page: readonly ListedVersion[] = [];
  private at = 0;
  private isOver = false;

  public constructor(
    private readonly pages: AsyncGenerator<readonly ListedVersion[]>,
    private readonly bound: (time: number) => string,
  ) {}

  /** The versions of a day; those of days before it are passed over. */
  public async take(day: number): Promise<readonly ListedVersion[]> {
    const [from, to] = [this.bound(day), this.bound(day + DAY)];
    const versions: ListedVersion[] = [];
    for (let next = await this.peek(); next !== undefined && next.key < to; next = await this.peek()) {
      this.at++;
      if (next.key < from) continue;
      if (versions.length >= MOST_VERSIONS)
        throw new ListingFailed({ failure: 'transient', detail: 'too many versions' });
      versions.push(next);
    }
    return versions;
  }

  public async close(): Promise<void> {
    await this.pages.return(undefined);
  }

  private async peek(): Promise<ListedVersion | undefined> {
    while (this.at >= this.page.length && !this.isOver) {
      const { done, value } = await this.pages.next();
      this.isOver = done === true;
      this.page = done === true ? [] : value;
      this.at = 0;
    }
    return this.page[this.at];
  }
}
