import type { AuthenticatedBucket, AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import type { Finding, Trail } from '../core';
import type { Link, Report } from './report';

/** The newest report, and what stood in its way. */
export interface NewestEvidence {
  readonly report?: Report;
  readonly link?: Link;
  /** Objects among the reports that none of the validator's functions wrote. */
  readonly findings: readonly Finding[];
}

const DAY = 86_400_000;
/** An acknowledgement of some thousand findings has some hundred kilobytes. */
const MOST_ACKNOWLEDGED = 4 * 1024 * 1024;
/** What S3 says of an object that is not for us. */
const UNREADABLE = ['AccessDenied', 'Forbidden', 'InvalidObjectState', 'KMS.DisabledException', 'InvalidRequest'];
/** Reports are looked for from so long ago, and from the beginning only if there are none. */
const RECENT = 40 * DAY;

/** The reports of a trail in the evidence bucket: locked, each with the hash of the one before. */
export class Evidence {
  private readonly folder: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trail: Trail,
  ) {
    this.folder = `${trail.arn.slice(trail.arn.lastIndexOf('/') + 1)}/`;
  }

  public get bucketName(): string {
    return this.bucket.name;
  }

  /** The newest report that is genuine. Delete markers hide nothing, since all versions are looked at. */
  public async newest(now: number): Promise<NewestEvidence> {
    const recent = await this.versionsAfter(this.keyOf(now - RECENT, ''));
    const versions = recent.length > 0 ? recent : await this.versionsAfter(undefined);
    const findings: Finding[] = [];
    for (const { key, versionId } of versions.reverse()) {
      const object = await this.bucket.get(key, versionId);
      if (object?.isGenuine === true) {
        const report = JSON.parse(object.body.toString('utf8')) as Report;
        return { report, link: { key, sha256: object.sha256 }, findings };
      }
      findings.push(this.forged(key));
    }
    return { findings };
  }

  /** Stores the list of findings and then the report that names it, under a name later than the one before. */
  public async write(
    content: Omit<Report, 'findings' | 'previous'>,
    file: (AuthenticatedFile & { readonly count: number }) | undefined,
    previous: Link | undefined,
  ): Promise<Link> {
    const key = this.nextKey(content, previous);
    const list = key.replace(/\.json$/, '.findings.ndjson.gz');
    if (file !== undefined) await this.bucket.putFile(list, file, 'application/x-ndjson');
    const report: Report = {
      ...content,
      ...(file !== undefined && { findings: { key: list, sha256: file.sha256, count: file.count } }),
      ...(previous !== undefined && { previous }),
    };
    return { key, sha256: await this.bucket.put(key, Buffer.from(JSON.stringify(report))) };
  }

  /**
   * What people have acknowledged: one object each. One that can't be read accepts nothing, and is told: it is locked,
   * and must not keep the validator from its work for as long.
   */
  public async acknowledgements(): Promise<{
    readonly texts: readonly string[];
    readonly findings: readonly Finding[];
  }> {
    const texts: string[] = [];
    const findings: Finding[] = [];
    for await (const { key, versionId, size } of this.bucket.versions(`${this.folder}acknowledgements/`)) {
      const text = size > MOST_ACKNOWLEDGED ? undefined : await this.textOf(key, versionId);
      if (text !== undefined) texts.push(text);
      else findings.push({ code: 'unexpected-object', severity: 'INCOMPLETE', bucket: this.bucket.name, key });
    }
    return { texts, findings };
  }

  private async textOf(key: string, versionId: string): Promise<string | undefined> {
    try {
      return (await this.bucket.get(key, versionId))?.body.toString('utf8');
    } catch (error) {
      if (UNREADABLE.includes((error as Error).name)) return undefined;
      throw error;
    }
  }

  /** A clock that was ahead, or goes back, does not change the order of the reports. */
  private nextKey({ time, runId }: Pick<Report, 'time' | 'runId'>, previous: Link | undefined): string {
    const key = this.keyOf(time, runId);
    if (previous === undefined || key > previous.key) return key;
    const [, date = ''] = /(\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(previous.key) ?? [];
    return this.keyOf(Date.parse(date) + 1, runId);
  }

  private keyOf(time: number, runId: string): string {
    const iso = new Date(time).toISOString();
    return `${this.folder}reports/${iso.slice(0, 10).replaceAll('-', '/')}/${iso}-${runId}.json`;
  }

  private async versionsAfter(key: string | undefined) {
    const versions = [];
    for await (const version of this.bucket.versions(`${this.folder}reports/`, key)) {
      if (version.key.endsWith('.json')) versions.push(version);
    }
    return versions;
  }

  private forged(key: string): Finding {
    const [, , , region, accountId] = this.trail.arn.split(':');
    return { code: 'checkpoint-rolled-back', severity: 'INVALID', accountId, region, bucket: this.bucket.name, key };
  }
}
