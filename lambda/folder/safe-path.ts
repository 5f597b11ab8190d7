import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Refusal } from '../core';

/** Keeps what is read inside one folder: a key is the attacker's text, and so is what lies in the folder. */
export class SafePaths {
  private readonly checked = new Map<string, Promise<Refusal | undefined>>();

  /** The root is the folder's real path. */
  public constructor(private readonly root: string) {}

  /** The path of a key, or why it must not be followed. */
  public async resolve(key: string): Promise<string | Refusal> {
    const segments = key.split('/');
    if (!segments.every(isPlainName)) return { refused: 'unsafe-path', detail: key };
    const parent = path.join(this.root, ...segments.slice(0, -1));
    const refusal = await this.check(parent);
    return refusal ?? path.join(parent, segments[segments.length - 1]);
  }

  /** A folder whose real path is another than its own has a symbolic link above it. */
  private check(folder: string): Promise<Refusal | undefined> {
    const known = this.checked.get(folder);
    if (known) return known;
    const checked = realpath(folder).then(
      (real) => (real === folder ? undefined : ({ refused: 'unsafe-path', detail: folder } as const)),
      refusalOf,
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

export async function refuseLink(file: string): Promise<Refusal | undefined> {
  const found = await lstat(file);
  return found.isFile() ? undefined : { refused: 'unsafe-path', detail: file };
}

const BY_CODE: Readonly<Record<string, Refusal['refused']>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ENAMETOOLONG: 'absent',
  ELOOP: 'unsafe-path',
  EACCES: 'denied',
  EPERM: 'denied',
};

/** What an error of the file system means to the core. */
export function refusalOf(error: unknown): Refusal {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { refused: BY_CODE[code] ?? 'transient', detail: message };
}
