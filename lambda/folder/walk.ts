import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type KeyRange, type ListedObject, ListingFailed } from '../core';
import { readFailureOf } from './safe-path';

/** Lists the files below a prefix in the order of their keys. Fails at a symbolic link, which leads out of the copy. */
export async function* walk(root: string, range: KeyRange): AsyncGenerator<ListedObject> {
  const slash = range.prefix.lastIndexOf('/');
  yield* walkFolder(root, range.prefix.slice(0, slash + 1), range);
}

/** The names of the folders in a folder. Its files are passed to `onObject`. */
export async function folderNames(
  root: string,
  prefix: string,
  onObject?: (object: ListedObject) => void,
): Promise<readonly string[]> {
  const entries = await readFolder(root, prefix);
  for (const { name } of onObject === undefined ? [] : entries.filter((entry) => entry.isFile())) {
    onObject?.({ key: prefix + name, size: await sizeOf(path.join(root, prefix + name)) });
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function* walkFolder(root: string, folder: string, range: KeyRange): AsyncGenerator<ListedObject> {
  for (const entry of await readFolder(root, folder)) {
    const key = folder + entry.name;
    if (entry.isDirectory()) {
      if (mayHold(`${key}/`, range)) yield* walkFolder(root, `${key}/`, range);
    } else if (isWithin(key, range)) {
      yield { key, size: await sizeOf(path.join(root, key)) };
    }
  }
}

async function readFolder(root: string, folder: string): Promise<Dirent[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    const failure = readFailureOf(error);
    if (failure.failure === 'absent') return [];
    throw new ListingFailed(failure);
  });
  const link = entries.find((entry) => !entry.isDirectory() && !entry.isFile());
  if (link) throw new ListingFailed({ failure: 'unsafe-path', detail: folder + link.name });
  return entries.sort((one, other) => compareKeys(sortName(one), sortName(other)));
}

/** A folder sorts as the keys below it do, which go on with a slash. */
function sortName(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function isWithin(key: string, { prefix, after, before }: KeyRange): boolean {
  return (
    key.startsWith(prefix) &&
    (after === undefined || compareKeys(key, after) > 0) &&
    (before === undefined || compareKeys(key, before) < 0)
  );
}

function mayHold(folder: string, { prefix, after, before }: KeyRange): boolean {
  return (
    (folder.startsWith(prefix) || prefix.startsWith(folder)) &&
    (after === undefined || after.startsWith(folder) || compareKeys(folder, after) > 0) &&
    (before === undefined || compareKeys(folder, before) < 0)
  );
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await lstat(file)).size;
  } catch (error) {
    throw new ListingFailed(readFailureOf(error));
  }
}

/** By UTF-8 bytes, as S3 lists. */
function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
