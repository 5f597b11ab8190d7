import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { ReadFailure, ReadFailureReason } from '../core';

/** Restricts reads to one folder: the attacker may have chosen both the key and the content of the folder. */
export class SafePaths {
  private readonly checked = new Map<string, Promise<ReadFailure | undefined>>();

  /** The root is the folder's real path. */
  public constructor(private readonly root: string) {}

  /** The path of a key, or why it must not be read. */
  public async resolve(key: string): Promise<string | ReadFailure> {
    const segments = key.split('/');
    if (!segments.every(isPlainName)) return { failure: 'unsafe-path', detail: key };
    const parent = path.join(this.root, ...segments.slice(0, -1));
    const failure = await this.check(parent);
    return failure ?? path.join(parent, segments[segments.length - 1]);
  }

  /** A folder whose real path is another than its own has a symbolic link above it. */
  private check(folder: string): Promise<ReadFailure | undefined> {
    const cached = this.checked.get(folder);
    if (cached) return cached;
    const checked = realpath(folder).then(
      (real) => (real === folder ? undefined : ({ failure: 'unsafe-path', detail: folder } as const)),
      readFailureOf,
    );
    this.checked.set(folder, checked);
    return checked;
  }
}

function isPlainName(segment: string): boolean {
  return (
    segment !== '' && segment !== '.' && segment !== '..' && !segment.includes('\0') && !segment.includes(path.sep)
  );
}

export async function rejectLink(file: string): Promise<ReadFailure | undefined> {
  const found = await lstat(file);
  return found.isFile() ? undefined : { failure: 'unsafe-path', detail: file };
}

const BY_CODE: Readonly<Record<string, ReadFailureReason>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ENAMETOOLONG: 'absent',
  ELOOP: 'unsafe-path',
  EACCES: 'denied',
  EPERM: 'denied',
};

/** The read failure for an error of the file system. */
export function readFailureOf(error: unknown): ReadFailure {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { failure: BY_CODE[code] ?? 'transient', detail: message };
}
