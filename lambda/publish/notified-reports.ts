import type { ObjectVersion } from '../aws/s3/authenticated-bucket';
import type { Channels } from '../aws/channels';
import type { Memo, Told } from './changes/compare';
import { readReport } from '../records/read-report';

/** What was told before, and the key of its report. */
export interface ToldReport extends Told {
  readonly key: string;
}

/** The marks of reports that were told, in their order, by whether they come before a report. */
export interface Marks {
  readonly earlier: readonly ObjectVersion[];
  /** The report's own, or one of a report after it. */
  readonly later: readonly ObjectVersion[];
}

const DAY = 86_400_000;
/** Marks are looked for from so long ago, and from the beginning only if there are none. */
const RECENT = 40 * DAY;
/** So many marks are followed to a report that can be read. */
const MOST_FOLLOWED = 3;

/**
 * Which reports people were told of. What is told next is put against the last of them: were it put against the report
 * before, nobody would ever hear of what a publisher that failed was to tell.
 */
export class ToldReports {
  /** Why marks or reports could not be read, for the log. */
  public readonly unread: string[] = [];
  private readonly reports: string;
  private readonly marks: string;

  public constructor(
    private readonly channels: Pick<Channels, 'evidence' | 'putNew'>,
    trailName: string,
  ) {
    this.reports = `${trailName}/reports/`;
    this.marks = `${trailName}/told/`;
  }

  /** Marks that can't be listed keep no run from being told: it is then told as if it were the first. */
  public async around(key: string, time: number): Promise<Marks> {
    const own = this.markOf(key);
    const day = new Date(time - RECENT).toISOString().slice(0, 10).replaceAll('-', '/');
    const recent = await this.list(`${this.marks}${day}`);
    const marks = recent.length > 0 ? recent : await this.list();
    return { earlier: marks.filter((mark) => mark.key < own), later: marks.filter((mark) => mark.key >= own) };
  }

  /** The last report that was told and can be read. Without any, all that is open is told. */
  public async newest(marks: readonly ObjectVersion[]): Promise<ToldReport | undefined> {
    for (const mark of marks.slice(-MOST_FOLLOWED).reverse()) {
      try {
        return await this.read(mark);
      } catch (error) {
        this.unread.push(String(error));
      }
    }
    return undefined;
  }

  /** Marks a report as told. */
  public async mark(key: string, { kept, silenced }: Memo): Promise<void> {
    const memo = { ...(kept.length > 0 && { kept }), ...(silenced.length > 0 && { silenced }) };
    await this.channels.putNew(this.markOf(key), { version: 1, report: key, ...memo });
  }

  private markOf(key: string): string {
    if (key.startsWith(this.reports)) return `${this.marks}${key.slice(this.reports.length)}`;
    throw new Error(`${key} is not below ${this.reports}`);
  }

  /** The newest version of each mark. */
  private async list(after?: string): Promise<ObjectVersion[]> {
    const marks = new Map<string, ObjectVersion>();
    try {
      for await (const version of this.channels.evidence.versions(this.marks, after)) {
        if (!marks.has(version.key)) marks.set(version.key, version);
      }
    } catch (error) {
      this.unread.push(String(error));
      return [];
    }
    return [...marks.values()];
  }

  private async read({ key: mark, versionId }: ObjectVersion): Promise<ToldReport> {
    const key = `${this.reports}${mark.slice(this.marks.length)}`;
    // All but this is the memory of the validator, which may be big.
    const { groups, time, acknowledged } = await readReport(this.channels.evidence, key);
    return { key, groups, time, acknowledged, ...(await this.memoIn(mark, versionId)) };
  }

  /** Only the publisher may write marks, so they carry no MAC. */
  private async memoIn(key: string, versionId: string): Promise<Memo> {
    const object = await this.channels.evidence.get(key, versionId);
    const { kept = [], silenced = [] } = JSON.parse(object?.body.toString('utf8') ?? '{}') as Partial<Memo>;
    return { kept, silenced };
  }
}
