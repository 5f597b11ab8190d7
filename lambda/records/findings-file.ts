import path from 'node:path';
import type { AuthenticatedBucket, AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import type { Finding } from '../core';
import { findingLine } from './finding';
import { unzip } from './format';
import { LinesFile } from './lines-file';

/** The key of the list of findings that belongs to a record. */
export function findingsKeyOf(recordKey: string): string {
  return recordKey.replace(/\.json$/, '.findings.ndjson.gz');
}

/** The full list of findings, one line of JSON each, on disk until it is stored. */
export class FindingsFile {
  private readonly file: LinesFile;

  public constructor(folder: string, name: string) {
    this.file = new LinesFile(path.join(folder, findingsKeyOf(`${name}.json`)));
  }

  public get count(): number {
    return this.file.count;
  }

  /** A promise where the disk can't keep up. */
  public add(finding: Finding): Promise<unknown> | undefined {
    return this.file.add(findingLine.stringify(finding, `${this.file.path}:${this.count + 1}`));
  }

  /** The finished file; undefined where there is no finding at all. */
  public finish(): Promise<AuthenticatedFile | undefined> {
    return this.file.finish();
  }

  public remove(): Promise<void> {
    return this.file.remove();
  }
}

/** The findings of a list that one of the validator's functions has written. */
export async function readFindings(bucket: AuthenticatedBucket, key: string): Promise<Finding[]> {
  const lines = unzip(await bucket.getAuthentic(key), key)
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => findingLine.parse(line, `${key}:${index + 1}`));
}
