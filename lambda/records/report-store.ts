import { nameInArn, parseArn } from '../core/format/arn';
import type { AuthenticatedBucket, ListedVersion } from '../aws/s3/authenticated-bucket';
import { sideBySide, whenAll, type Finding, type Trail } from '../core';
import { DAY } from '../core/format/time';
import { dayFolder, evidenceFolder, isReportKey } from './evidence-keys';
import { checkpointsKeyOf, isCheckpointsKey, type CheckpointsFile } from './checkpoint-list';
import { findingsKeyOf } from './findings-file';
import { LINES_TYPE } from './lines-file';
import { ListReader, type OpenList } from './list-reader';
import { reportFormat, type ListLink, type Report, type ReportLink } from './report';
import type { LoadedHead, ReportHead, ReportHeadStore } from './report-head';
import { isHeadLost, missingReports, timeIn, type ReportHistory } from './report-history';
import { ReportVersions, type CheckedVersion } from './report-versions';

/** The newest report, what the next one follows, and what is wrong with the reports before. */
export interface NewestReport {
  readonly report?: Report;
  /** The checkpoints by the word of the newest report whose list is there. */
  readonly openList?: OpenList;
  /** Whether that is the newest report of all. */
  readonly isListNewest: boolean;
  readonly position: ReportPosition;
  /** Reports that are gone, objects among them that none of the validator's functions wrote, a table that was emptied. */
  readonly findings: readonly Finding[];
}

/** Where the next report has its place. */
export interface ReportPosition {
  readonly link?: ReportLink;
  /** The list of checkpoints that the next one follows. */
  readonly list?: ReportLink;
  /** What of the reports before was verified, for the table. */
  readonly verified: Pick<ReportHead, 'checkedTo'> & { readonly oldest?: string };
  readonly head: LoadedHead;
}

/** How much of the reports is looked at: what was written since the last run, or all that is kept. */
export interface Look {
  readonly isWhole: boolean;
}

/** The lists that are stored beside a report. */
export interface ReportFiles {
  /** Left out where there is none. */
  readonly findings?: CheckpointsFile;
  readonly checkpoints: CheckpointsFile;
}

/** Reports are looked for from so long ago, and from the beginning only if there are none. */
const RECENT = 40 * DAY;

/**
 * The reports of a trail in the evidence bucket: locked, each with the hash of the one before. The table names the newest,
 * and the publisher marks those that people were notified of: whoever deletes some has to put back all three.
 */
export class ReportStore {
  private readonly folder: string;
  private readonly marks: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trail: Trail,
    private readonly headStore: ReportHeadStore,
    /** Where lists are kept while they are read. */
    private readonly directory: string,
  ) {
    const name = nameInArn(trail.arn);
    this.folder = evidenceFolder(name, 'reports');
    this.marks = evidenceFolder(name, 'notified');
  }

  public get bucketName(): string {
    return this.bucket.name;
  }

  /** The newest authentic report. Delete markers hide nothing, since all versions are looked at. */
  public async newest(now: number, { isWhole }: Look = { isWhole: false }): Promise<NewestReport> {
    // The table first: a report that is written in between is newer than what the table names.
    const loaded = await this.headStore.load();
    const { head } = loaded;
    const { listed, after } = await this.list(now, head, isWhole);
    const versions = new ReportVersions(
      this.bucket,
      listed.filter(({ key }) => isReportKey(key)),
    );
    const lists = new ReportVersions(
      this.bucket,
      listed.filter(({ key }) => isCheckpointsKey(key)),
    );
    // Lists of findings, signatures, and whatever else somebody has put there.
    const others = new ReportVersions(
      this.bucket,
      listed.filter(({ key }) => !isReportKey(key) && !isCheckpointsKey(key)),
    );
    const isNew = ({ key, lastModified }: ListedVersion) =>
      head === undefined || isWhole || key > head.key || lastModified >= head.checkedTo;
    for (const each of [versions, lists, others]) await each.check(each.listed.filter(isNew));
    const atHead = head && (await versions.find(head));
    const newest = versions.isFlooded && atHead !== undefined ? atHead : await versions.newest();
    const [oldest, notifiedAfter] = await whenAll([this.oldest(), this.notifiedAfter(newest?.key)]);
    const reader = new ListReader(this.bucket, versions, lists, this.directory);
    const found = await reader.newest(newest);
    const history: ReportHistory = {
      ...{ now, head, hasHead: atHead !== undefined, newest, oldest, notifiedAfter },
      unfound: await unfoundBeside(versions, others),
      ...{ checked: versions.authentic(), lists: lists.authentic(), reports: versions.listed.length },
      listed: new Set(listed.map(({ key }) => key)),
      listedAfter: after,
    };
    const forged = [versions, lists, others].flatMap((each) => each.forged()).map((version) => this.forged(version));
    const findings = [...forged, ...this.judge(history, reader.missing)];
    const checkedTo = Math.max(head?.checkedTo ?? 0, ...listed.map(({ lastModified }) => lastModified));
    const verified = { checkedTo, ...(oldest !== undefined && { oldest }) };
    if (found === undefined) return { position: { verified, head: loaded }, findings, isListNewest: false };
    const { report, link } = found;
    const position = { link, list: report.checkpoints, verified, head: loaded };
    return { ...found, position, findings };
  }

  /** Stores the lists of findings and checkpoints and then the report that names them, under a name later than the one before. */
  public async write(
    content: Omit<Report, 'findings' | 'checkpoints' | 'previous'>,
    { findings, checkpoints }: ReportFiles,
    { link: previous, list, verified, head }: ReportPosition,
  ): Promise<ReportLink> {
    const key = this.nextKey(content, previous);
    const linkOf = (name: string, { sha256, count }: CheckpointsFile): ListLink => ({ key: name, sha256, count });
    const beside = findings && linkOf(findingsKeyOf(key), findings);
    const report: Report = {
      ...content,
      ...(beside !== undefined && { findings: beside }),
      checkpoints: linkOf(checkpointsKeyOf(key), checkpoints),
      ...(previous !== undefined && { previous }),
    };
    const body = Buffer.from(reportFormat.stringify(report, key));
    if (findings !== undefined) await this.bucket.putFile(findingsKeyOf(key), findings, LINES_TYPE);
    await this.bucket.putFile(checkpointsKeyOf(key), checkpoints, LINES_TYPE, list);
    const links = {
      ...(previous !== undefined && { previous }),
      ...(beside !== undefined && { beside }),
    };
    const link = { key, sha256: await this.bucket.put(key, body, links) };
    const { oldest = key, checkedTo } = verified;
    await this.headStore.save({ ...link, checkedTo, oldest }, head, content.runId);
    return link;
  }

  /** A clock that was ahead, or goes back, does not change the order of the reports. */
  private nextKey({ time, runId }: Pick<Report, 'time' | 'runId'>, previous: ReportLink | undefined): string {
    const key = this.keyOf(time, runId);
    return previous === undefined || key > previous.key ? key : this.keyOf(timeIn(previous.key) + 1, runId);
  }

  private keyOf(time: number, runId: string): string {
    return `${this.dayOf(time)}${new Date(time).toISOString()}-${runId}.json`;
  }

  private dayOf(time: number): string {
    return `${this.folder}${dayFolder(time)}/`;
  }

  /** The versions of the last weeks at least, and from the newest report on that the table names. */
  private async list(now: number, head: ReportHead | undefined, isWhole: boolean) {
    const since = Math.min(now - RECENT, head === undefined ? Infinity : timeIn(head.key));
    const after = isWhole || Number.isNaN(since) ? '' : this.dayOf(since);
    const listed = await this.versionsAfter(after);
    return listed.length > 0 || after === '' ? { listed, after } : { listed: await this.versionsAfter(''), after: '' };
  }

  private async versionsAfter(after: string): Promise<ListedVersion[]> {
    const versions = [];
    for await (const version of this.bucket.versions(this.folder, after === '' ? undefined : after)) {
      if (!version.key.endsWith('/')) versions.push(version);
    }
    return versions;
  }

  /** The first report that is kept. */
  private async oldest(): Promise<string | undefined> {
    for await (const { key } of this.bucket.versions(this.folder)) if (isReportKey(key)) return key;
    return undefined;
  }

  /** The reports after one that people were notified of. */
  private async notifiedAfter(key: string | undefined): Promise<string[]> {
    const after = key === undefined ? undefined : `${this.marks}${key.slice(this.folder.length)}`;
    const reports = new Set<string>();
    for await (const mark of this.bucket.versions(this.marks, after)) {
      reports.add(`${this.folder}${mark.key.slice(this.marks.length)}`);
      if (reports.size >= MOST_MISSING) break;
    }
    return [...reports];
  }

  private judge(history: ReportHistory, lists: readonly string[]): Finding[] {
    const missing = [...new Set([...missingReports(history), ...lists])].sort().slice(0, MOST_MISSING);
    const { now } = history;
    const lost: Finding = {
      ...this.about('checkpoint-rolled-back'),
      // Its time is in its name: whoever acknowledges one of them has not acknowledged the next.
      range: { start: now, end: now },
    };
    return [
      ...missing.map((key) => ({ ...this.about('report-missing'), bucket: this.bucket.name, key })),
      ...(isHeadLost(history) ? [lost] : []),
    ];
  }

  private forged({ key, versionId }: CheckedVersion): Finding {
    return { ...this.about('report-forged'), bucket: this.bucket.name, key, detail: { versionId } };
  }

  private about(code: Finding['code']): Finding {
    const { region, accountId } = parseArn(this.trail.arn);
    return { code, severity: 'INVALID', accountId, region };
  }
}

/** The lists of findings that reports name and that are not there as they were written. */
async function unfoundBeside(reports: ReportVersions, others: ReportVersions): Promise<string[]> {
  const named = reports.authentic().flatMap(({ beside }) => beside ?? []);
  const found = await sideBySide(named, LOOKED_FOR_AT_ONCE, (link) => others.find(link));
  return named.filter((_, index) => found[index] === undefined).map(({ key }) => key);
}

const LOOKED_FOR_AT_ONCE = 8;

/** So many are named. */
const MOST_MISSING = 100;
