import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ReadFailure, ReadFailureReason } from '../core';

/** Keys name folders as the attacker likes: what is remembered of them is bounded. */
const MOST_FOLDERS = 10_000;

/** Restricts reads to one folder: the attacker may have chosen both the key and the content of the folder. */
export class SafePaths {
  private readonly folders = new Map<string, string | ReadFailure | undefined>();

  /** The root is the folder's real path. */
  public constructor(private readonly root: string) {}

  /** The path of a key, or why it must not be read. */
  public resolve(key: string): string | ReadFailure {
    const slash = key.lastIndexOf('/');
    const name = key.slice(slash + 1);
    const parent = slash < 0 ? this.root : this.folder(key.slice(0, slash));
    if (parent === undefined || !isPlainName(name)) return { failure: 'unsafe-path', detail: key };
    return typeof parent === 'string' ? `${parent}${path.sep}${name}` : parent;
  }

  /** The path of a folder of keys, looked at once: undefined where its name leads out of the root. */
  private folder(key: string): string | ReadFailure | undefined {
    if (this.folders.has(key)) return this.folders.get(key);
    const segments = key.split('/');
    const folder = path.join(this.root, ...segments);
    const found = segments.every(isPlainName) ? (failureOf(folder) ?? folder) : undefined;
    if (this.folders.size >= MOST_FOLDERS) this.folders.clear();
    this.folders.set(key, found);
    return found;
  }
}

/** A folder whose real path is another than its own has a symbolic link above it. */
function failureOf(folder: string): ReadFailure | undefined {
  try {
    return realpathSync.native(folder) === folder ? undefined : { failure: 'unsafe-path', detail: folder };
  } catch (error) {
    return readFailureOf(error);
  }
}

function isPlainName(segment: string): boolean {
  return (
    segment !== '' && segment !== '.' && segment !== '..' && !segment.includes('\0') && !segment.includes(path.sep)
  );
}

export function rejectLink(file: string): ReadFailure | undefined {
  return lstatSync(file).isFile() ? undefined : { failure: 'unsafe-path', detail: file };
}

const BY_CODE: Readonly<Record<string, ReadFailureReason>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ENAMETOOLONG: 'absent',
  ELOOP: 'unsafe-path',
  ENXIO: 'unsafe-path',
  EACCES: 'denied',
  EPERM: 'denied',
};

/** The read failure for an error of the file system. */
export function readFailureOf(error: unknown): ReadFailure {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { failure: BY_CODE[code] ?? 'transient', detail: message };
}
