import path from 'node:path';
import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import { whenAll } from '../core';
import type { EVIDENCE } from '../../lib/shared/contract';
import { evidenceFolder } from './evidence-keys';
import { LINES_TYPE, LinesFile } from './lines-file';
import type { ListLink } from './report';

/** A line of a list, with the day of the partition that it belongs to: `YYYY/MM/DD`. */
export interface DatedLine {
  readonly day: string;
  readonly line: string;
}

/** The run that writes. */
export interface Writer {
  readonly runId: string;
  readonly now: number;
  /** Where a run writes more than one list for a day. */
  readonly part?: number;
}

interface Finished {
  readonly key: string;
  readonly file: LinesFile;
}

/** Requests to store lists side by side. */
const AT_ONCE = 8;

/** Stores lists of records in the evidence bucket, one for each day. One that no report names counts for nothing. */
export class EvidenceFiles {
  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trailName: string,
    private readonly folder: string,
  ) {}

  /** Stores lines that are sorted by their days. */
  public async store(
    name: keyof typeof EVIDENCE,
    lines: AsyncIterable<DatedLine>,
    writer: Writer,
  ): Promise<ListLink[]> {
    const stored: ListLink[] = [];
    const waiting: Finished[] = [];
    let day: string | undefined;
    try {
      for await (const dated of lines) {
        if (dated.day !== day) {
          if (waiting.length >= AT_ONCE) stored.push(...(await this.put(waiting.splice(0))));
          day = dated.day;
          waiting.push(this.open(name, day, writer));
        }
        const slow = waiting[waiting.length - 1].file.add(dated.line);
        if (slow !== undefined) await slow;
      }
      return [...stored, ...(await this.put(waiting.splice(0)))];
    } finally {
      await whenAll(waiting.map(({ file }) => file.remove()));
    }
  }

  private open(name: keyof typeof EVIDENCE, day: string, { now, runId, part }: Writer): Finished {
    const file = `${new Date(now).toISOString()}-${runId}${part === undefined ? '' : `-${part}`}.ndjson.gz`;
    const key = `${evidenceFolder(this.trailName, name)}${day}/${file}`;
    return { key, file: new LinesFile(path.join(this.folder, key.replaceAll('/', '_'))) };
  }

  private async put(files: readonly Finished[]): Promise<ListLink[]> {
    const stored = await whenAll(
      files.map(async ({ key, file }) => {
        const finished = await file.finish();
        if (finished === undefined) return [];
        await this.bucket.putFile(key, finished, LINES_TYPE);
        await file.remove();
        return [{ key, sha256: finished.sha256, count: file.count }];
      }),
    );
    return stored.flat();
  }
}
