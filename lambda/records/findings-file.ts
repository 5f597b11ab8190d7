import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { AuthenticatedBucket, AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import type { Finding } from '../core';
import { findingLine } from './finding';
import { unzip } from './format';

export const FINDINGS_TYPE = 'application/x-ndjson';

/** The key of the list of findings that belongs to a record. */
export function findingsKeyOf(recordKey: string): string {
  return recordKey.replace(/\.json$/, '.findings.ndjson.gz');
}

/** The full list of findings, one line of JSON each, on disk until it is stored: it may not fit into memory. */
export class FindingsFile {
  public count = 0;
  private size = 0;
  private readonly sha256 = createHash('sha256');
  private readonly path: string;
  private file: WriteStream | undefined;
  private gzip: Gzip | undefined;

  public constructor(folder: string, name: string) {
    this.path = path.join(folder, findingsKeyOf(`${name}.json`));
  }

  /** A promise where the disk can't keep up. */
  public add(finding: Finding): Promise<unknown> | undefined {
    this.count += 1;
    const gzip = (this.gzip ??= this.open());
    const line = findingLine.stringify(finding, `${this.path}:${this.count}`);
    return gzip.write(`${line}\n`) ? undefined : once(gzip, 'drain');
  }

  /** The finished file; undefined where there is no finding at all. */
  public async finish(): Promise<AuthenticatedFile | undefined> {
    if (this.gzip === undefined || this.file === undefined) return undefined;
    this.gzip.end();
    await finished(this.file);
    return { path: this.path, size: this.size, sha256: this.sha256.digest('hex') };
  }

  public async remove(): Promise<void> {
    this.file?.destroy();
    await rm(this.path, { force: true });
  }

  private open(): Gzip {
    const gzip = createGzip();
    gzip.on('data', (chunk: Buffer) => {
      this.size += chunk.length;
      this.sha256.update(chunk);
    });
    this.file = createWriteStream(this.path);
    gzip.pipe(this.file);
    return gzip;
  }
}

/** The findings of a list that one of the validator's functions has written. */
export async function readFindings(bucket: AuthenticatedBucket, key: string): Promise<Finding[]> {
  const lines = unzip(await bucket.getAuthentic(key), key)
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => findingLine.parse(line, `${key}:${index + 1}`));
}
