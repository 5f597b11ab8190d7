// Files that were copied from the evidence bucket: whoever handed them over chose their names and contents.
import { createHash } from 'node:crypto';
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { rejectLink, SafePaths } from '../../../lambda/folder/safe-path';
import { CannotRun } from '../../shared/failure';

/** The folder of the reports, below that of the trail. */
const REPORTS = 'reports';

/** Longer keys than S3 has are looked for nowhere. */
const MOST_SEGMENTS = 64;

/** The bytes of a file, or undefined where there is none. It must not be longer than `most`, nor a device or a pipe. */
export async function readIfThere(file: string, most: number): Promise<Buffer | undefined> {
  let handle;
  try {
    if (!statSync(file).isFile()) throw new CannotRun(`${file} is no regular file`, 'copy it to a file');
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > most) throw new CannotRun(`${file} has ${size} bytes, expected at most ${most}`, 'check its name');
    return await handle.readFile();
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CannotRun(`${file} cannot be read (${code})`, 'check its name and that you may read it');
  } finally {
    await handle?.close();
  }
}

/** The bytes of a file that must be there. */
export async function readFileOf(file: string, most: number): Promise<Buffer> {
  const bytes = await readIfThere(file, most);
  if (bytes !== undefined) return bytes;
  throw new CannotRun(`${file} is not there`, 'check its name');
}

/** The SHA-256 of a file in hex, whatever its size. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Objects of the evidence bucket in a folder that a person has copied, from the bucket or from any folder of it. */
export class CopiedObjects {
  private readonly root: string;
  private readonly paths: SafePaths;

  public constructor(folder: string) {
    this.root = realFolder(folder);
    this.paths = new SafePaths(this.root);
  }

  /**
   * The file of a key: by all of the key or all but the name of the trail, and what lies beside reports by its end or its
   * name alone too. Lists of other folders have one name in each of them. Nothing outside of the folder is found.
   */
  public find(key: string): string | undefined {
    const segments = key.split('/');
    if (segments.length > MOST_SEGMENTS) return undefined;
    const last = segments[1] === REPORTS ? segments.length - 1 : 1;
    for (let first = 0; first <= last; first++) {
      const found = this.paths.resolve(segments.slice(first).join('/'));
      if (typeof found === 'string' && isFile(found)) return found;
    }
    return undefined;
  }
}

/** The folder that holds `reports/`, where the report lies in it as in the bucket, and the folder of the report. */
export function foldersAround(report: string): CopiedObjects[] {
  const folder = path.dirname(path.resolve(report));
  const parts = folder.split(path.sep);
  const isAsInBucket = parts.at(-4) === REPORTS && parts.slice(-3).every((part) => /^\d+$/.test(part));
  const above = isAsInBucket ? [parts.slice(0, -4).join(path.sep) || path.sep] : [];
  return [folder, ...above].map((name) => new CopiedObjects(name));
}

function realFolder(folder: string): string {
  try {
    const real = realpathSync.native(folder);
    if (statSync(real).isDirectory()) return real;
  } catch {
    // The sentence below says it.
  }
  throw new CannotRun(`${folder} is no folder that can be read`, 'name the folder into which the reports were copied');
}

function isFile(file: string): boolean {
  try {
    return rejectLink(file) === undefined;
  } catch {
    return false;
  }
}
