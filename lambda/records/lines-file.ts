import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import type { AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import { RecordError } from './format';

export const LINES_TYPE = 'application/x-ndjson';

/** Lines of JSON, compressed, on disk until they are stored: they may not fit into memory. */
export class LinesFile {
  public count = 0;
  private size = 0;
  private readonly sha256 = createHash('sha256');
  private file: WriteStream | undefined;
  private gzip: Gzip | undefined;

  public constructor(public readonly path: string) {}

  /** A promise where the disk can't keep up. */
  public add(line: string): Promise<unknown> | undefined {
    this.count += 1;
    const gzip = (this.gzip ??= this.open());
    return gzip.write(`${line}\n`) ? undefined : once(gzip, 'drain');
  }

  /** The finished file; undefined where there is no line at all. */
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

/** The lines of a stored file, one after the other. Its name is where it was stored. */
export async function* linesIn(source: Readable, name: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of textIn(source, name)) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* textIn(source: Readable, name: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  try {
    for await (const text of source.pipe(gunzip).setEncoding('utf8')) yield text as string;
  } catch (error) {
    throw new RecordError(name, `not compressed by gzip: ${(error as Error).message}`);
  } finally {
    source.destroy();
  }
}
