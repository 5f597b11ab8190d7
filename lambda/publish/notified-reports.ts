import type { Channels } from '../aws/channels';
import type { ListedVersion } from '../aws/s3/authenticated-bucket';
import { DAY } from '../core/format/time';
import { dayFolder, evidenceFolder } from '../records/evidence-keys';
import { RecordError } from '../records/format';
import { notificationMarkFormat, type NotificationMark } from '../records/notification-mark';
import { readReport } from '../records/read-report';
import type { Changes, NotifiedFindings } from './changes/notified';

/** A report that people were notified of, and its key. */
export interface NotifiedReport extends NotifiedFindings {
  readonly key: string;
}

/** The marks of reports that people were notified of, in their order, by whether they come before a report. */
export interface Marks {
  readonly earlier: readonly ListedVersion[];
  /** The report's own, or one of a report after it. */
  readonly later: readonly ListedVersion[];
}

/** Marks are looked for from so long ago, and from the beginning only if there are none. */
const RECENT = 40 * DAY;
/** So many marks are followed to a report that can be read. */
const MOST_FOLLOWED = 3;

/**
 * Which reports people were notified of. A report is compared with the last of them: were it compared with the report
 * before, nobody would ever be notified of what a publisher that failed was to publish.
 */
export class NotifiedReports {
  /** Why marks or reports could not be read, for the log. */
  public readonly unread: string[] = [];
  private readonly reports: string;
  private readonly marks: string;

  public constructor(
    private readonly channels: Pick<Channels, 'evidence' | 'putNew'>,
    trailName: string,
  ) {
    this.reports = evidenceFolder(trailName, 'reports');
    this.marks = evidenceFolder(trailName, 'notified');
  }

  /** Marks that can't be listed keep no report from being published: it then counts as the first. */
  public async around(key: string, time: number): Promise<Marks> {
    const own = this.markOf(key);
    const recent = await this.list(`${this.marks}${dayFolder(time - RECENT)}`);
    const marks = recent.length > 0 ? recent : await this.list();
    return { earlier: marks.filter((mark) => mark.key < own), later: marks.filter((mark) => mark.key >= own) };
  }

  /** The last report that people were notified of and that can be read. Without any, all that is open is news. */
  public async newest(marks: readonly ListedVersion[]): Promise<NotifiedReport | undefined> {
    for (const mark of marks.slice(-MOST_FOLLOWED).reverse()) {
      try {
        return await this.read(mark);
      } catch (error) {
        this.unread.push(String(error));
      }
    }
    return undefined;
  }

  /** Marks a report as one that people were notified of. */
  public async mark(report: string, { carriedOver }: Pick<Changes, 'carriedOver'>): Promise<void> {
    const mark: NotificationMark = { report, ...(carriedOver.length > 0 && { carriedOver }) };
    const key = this.markOf(report);
    await this.channels.putNew(key, notificationMarkFormat.stringify(mark, key));
  }

  private markOf(key: string): string {
    if (key.startsWith(this.reports)) return `${this.marks}${key.slice(this.reports.length)}`;
    throw new Error(`${key} is not below ${this.reports}`);
  }

  /** The newest version of each mark. */
  private async list(after?: string): Promise<ListedVersion[]> {
    const marks = new Map<string, ListedVersion>();
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

  private async read(mark: ListedVersion): Promise<NotifiedReport> {
    const key = `${this.reports}${mark.key.slice(this.marks.length)}`;
    const { groups, passed, time, unfinished, acknowledged, omitted } = await readReport(this.channels.evidence, key);
    const { carriedOver } = await this.contentOf(mark, key);
    return { key, groups, passed, time, unfinished, acknowledged, omitted, carriedOver };
  }

  /** Only the publisher may write marks, so they carry no MAC. */
  private async contentOf({ key, versionId }: ListedVersion, report: string): Promise<NotificationMark> {
    const object = await this.channels.evidence.get(key, versionId);
    if (object === undefined) return { report };
    const mark = notificationMarkFormat.parse(object.body.toString('utf8'), key);
    if (mark.report !== report) throw new RecordError(key, `report: expected ${report}`);
    return mark;
  }
}
