import { nameInArn, parseArn } from '../core/format/arn';
import type { AuthenticatedBucket, AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import type { Finding, Trail } from '../core';
import { DAY } from '../core/format/time';
import { dayFolder, evidenceFolder } from './evidence-keys';
import { FINDINGS_TYPE, findingsKeyOf } from './findings-file';
import { reportFormat, type Report, type ReportLink } from './report';

/** The newest report, and what stood in its way. */
export interface NewestReport {
  readonly report?: Report;
  readonly link?: ReportLink;
  /** Objects among the reports that none of the validator's functions wrote. */
  readonly findings: readonly Finding[];
}

/** Reports are looked for from so long ago, and from the beginning only if there are none. */
const RECENT = 40 * DAY;

/** The reports of a trail in the evidence bucket: locked, each with the hash of the one before. */
export class ReportStore {
  private readonly folder: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trail: Trail,
  ) {
    this.folder = evidenceFolder(nameInArn(trail.arn), 'reports');
  }

  public get bucketName(): string {
    return this.bucket.name;
  }

  /** The newest authentic report. Delete markers hide nothing, since all versions are looked at. */
  public async newest(now: number): Promise<NewestReport> {
    const recent = await this.versionsAfter(this.keyOf(now - RECENT, ''));
    const versions = recent.length > 0 ? recent : await this.versionsAfter(undefined);
    const findings: Finding[] = [];
    for (const { key, versionId } of versions.reverse()) {
      const object = await this.bucket.get(key, versionId);
      if (object?.isAuthentic === true) {
        const report = reportFormat.parse(object.body.toString('utf8'), key);
        return { report, link: { key, sha256: object.sha256 }, findings };
      }
      findings.push(this.forged(key, versionId));
    }
    return { findings };
  }

  /** Stores the list of findings and then the report that names it, under a name later than the one before. */
  public async write(
    content: Omit<Report, 'findings' | 'previous'>,
    file: (AuthenticatedFile & { readonly count: number }) | undefined,
    previous: ReportLink | undefined,
  ): Promise<ReportLink> {
    const key = this.nextKey(content, previous);
    const list = findingsKeyOf(key);
    const report: Report = {
      ...content,
      ...(file !== undefined && { findings: { key: list, sha256: file.sha256, count: file.count } }),
      ...(previous !== undefined && { previous }),
    };
    const body = Buffer.from(reportFormat.stringify(report, key));
    if (file !== undefined) await this.bucket.putFile(list, file, FINDINGS_TYPE);
    return { key, sha256: await this.bucket.put(key, body) };
  }

  /** A clock that was ahead, or goes back, does not change the order of the reports. */
  private nextKey({ time, runId }: Pick<Report, 'time' | 'runId'>, previous: ReportLink | undefined): string {
    const key = this.keyOf(time, runId);
    if (previous === undefined || key > previous.key) return key;
    const [, date = ''] = /(\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(previous.key) ?? [];
    return this.keyOf(Date.parse(date) + 1, runId);
  }

  private keyOf(time: number, runId: string): string {
    const iso = new Date(time).toISOString();
    return `${this.folder}${dayFolder(time)}/${iso}-${runId}.json`;
  }

  private async versionsAfter(key: string | undefined) {
    const versions = [];
    for await (const version of this.bucket.versions(this.folder, key)) {
      if (version.key.endsWith('.json')) versions.push(version);
    }
    return versions;
  }

  private forged(key: string, versionId: string): Finding {
    const { region, accountId } = parseArn(this.trail.arn);
    const about = { bucket: this.bucket.name, key, detail: { versionId } };
    return { code: 'checkpoint-rolled-back', severity: 'INVALID', accountId, region, ...about };
  }
}
