import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { AuthenticatedFile } from '../aws/s3/authenticated-bucket';

export const LINES_TYPE = 'application/x-ndjson';

/** Lines on disk, compressed, until they are stored: they may not fit into memory. */
export class LinesFile {
  public count = 0;
  private size = 0;
  private readonly sha256 = createHash('sha256');
  private readonly file: WriteStream;
  private readonly gzip: Gzip;

  public constructor(private readonly path: string) {
    this.file = createWriteStream(path);
    this.gzip = createGzip();
    this.gzip.on('data', (chunk: Buffer) => {
      this.size += chunk.length;
      this.sha256.update(chunk);
    });
    this.gzip.pipe(this.file);
  }

  /** A promise where the disk can't keep up. */
  public add(line: string): Promise<unknown> | undefined {
    this.count += 1;
    return this.gzip.write(`${line}\n`) ? undefined : once(this.gzip, 'drain');
  }

  public async finish(): Promise<AuthenticatedFile> {
    this.gzip.end();
    await finished(this.file);
    return { path: this.path, size: this.size, sha256: this.sha256.digest('hex') };
  }

  public async remove(): Promise<void> {
    this.file.destroy();
    await rm(this.path, { force: true });
  }
}
