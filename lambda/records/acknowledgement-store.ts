import { nameInArn } from '../core/format/arn';
import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import type { Finding, Trail } from '../core';
import { readAcknowledgements, type Acknowledged, type AcknowledgementObject } from './acknowledgement';
import { evidenceFolder } from './evidence-keys';
import { isUnreadable } from './unreadable';

/** An acknowledgement of some thousand findings has some hundred kilobytes. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What people have acknowledged: one object each in the evidence bucket. */
export class AcknowledgementStore {
  private readonly folder: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    trail: Trail,
  ) {
    this.folder = evidenceFolder(nameInArn(trail.arn), 'acknowledgements');
  }

  /**
   * An object that can't be read acknowledges nothing, and is a finding: it is locked, and must not keep the validator
   * from its work for as long.
   */
  public async load(): Promise<Acknowledged & { readonly findings: readonly Finding[] }> {
    const objects: AcknowledgementObject[] = [];
    const findings: Finding[] = [];
    for await (const { key, versionId, size } of this.bucket.versions(this.folder)) {
      const text = size > MOST_BYTES ? undefined : await this.textOf(key, versionId);
      if (text !== undefined) objects.push({ key, text });
      else findings.push(this.unexpected(key, versionId));
    }
    return { ...readAcknowledgements(objects), findings };
  }

  private unexpected(key: string, versionId: string): Finding {
    const about = { bucket: this.bucket.name, key, detail: { versionId } };
    return { code: 'unexpected-object', severity: 'INCOMPLETE', ...about };
  }

  private async textOf(key: string, versionId: string): Promise<string | undefined> {
    try {
      return (await this.bucket.get(key, versionId))?.body.toString('utf8');
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }
}
