import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import { checkpointsKeyOf, listInside, readList, type CheckpointList } from './checkpoint-list';
import { RecordError } from './format';
import { reportFormat, type ListLink, type Report, type ReportLink } from './report';
import type { CheckedVersion, ReportVersions } from './report-versions';

/** So many reports are gone back to for a list that is there. */
const MOST_FOLLOWED = 24;

export type OpenList = () => Promise<CheckpointList>;

/** The newest report, and the checkpoints by its word or by that of the newest report whose list is there. */
export interface ReadReport {
  readonly report: Report;
  readonly link: ReportLink;
  /** Reads the list into a file. */
  readonly openList?: OpenList;
  readonly isListNewest: boolean;
}

/**
 * Reads reports with their lists of checkpoints. A list is taken only where it is, byte for byte, the one that its report
 * names: one that is gone, or another in its place, is named among the missing ones, and the run goes on from the one before.
 */
export class ListReader {
  /** The keys of lists that reports name and that are not there. */
  public readonly missing: string[] = [];

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly reports: ReportVersions,
    private readonly lists: ReportVersions,
    private readonly directory: string,
  ) {}

  public async newest(newest: CheckedVersion | undefined): Promise<ReadReport | undefined> {
    if (newest === undefined) return undefined;
    const { report, link, openList: own } = await this.read(newest);
    if (own !== undefined) return { report, link, openList: own, isListNewest: true };
    const earlier = await this.earlierThan(report);
    return { report, link, ...(earlier !== undefined && { openList: earlier }), isListNewest: false };
  }

  /** The list of the newest of the reports before, as far as they are there. */
  private async earlierThan({ previous }: Report): Promise<OpenList | undefined> {
    let link = previous;
    for (let followed = 0; link !== undefined && followed < MOST_FOLLOWED; followed++) {
      const version = await this.reports.find(link);
      if (version === undefined) return undefined;
      const { report, openList: own } = await this.read(version);
      if (own !== undefined) return own;
      link = report.previous;
    }
    return undefined;
  }

  private async read({ key, versionId }: CheckedVersion) {
    const object = await this.bucket.get(key, versionId);
    if (object?.isAuthentic !== true) throw new Error(`${key} vanished while it was being read`);
    const text = object.body.toString('utf8');
    const report = reportFormat.parse(text, key);
    const own = report.checkpoints === undefined ? inside(text, key) : await this.listOf(report.checkpoints, key);
    return { report, link: { key, sha256: object.sha256 }, ...(own !== undefined && { openList: own }) };
  }

  private async listOf(link: ListLink, report: string): Promise<OpenList | undefined> {
    if (link.key !== checkpointsKeyOf(report)) throw new RecordError(report, 'checkpoints.key: that of another report');
    const version = await this.lists.find(link);
    if (version === undefined) {
      this.missing.push(link.key);
      return undefined;
    }
    return async () => {
      const file = path.join(this.directory, path.basename(link.key));
      await this.bucket.getFile(link, version.versionId, file);
      const list = await readList(() => createReadStream(file), link);
      return { ...list, remove: () => rm(file, { force: true }) };
    };
  }
}

function inside(text: string, key: string): OpenList {
  const list = listInside(text, key);
  if (list === undefined) throw new RecordError(key, 'checkpoints: missing');
  return () => Promise.resolve(list);
}
