import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { type KeyRange, type ListedObject, ListingFailed } from '../core';
import { readFailureOf } from './safe-path';

/** Lists the files below a prefix in the order of their keys. Fails at a symbolic link, which leads out of the copy. */
export function* walk(root: string, range: KeyRange): Generator<ListedObject> {
  const slash = range.prefix.lastIndexOf('/');
  yield* walkFolder(root, range.prefix.slice(0, slash + 1), range);
}

/** The names of the folders in a folder. Its files are passed to `onObject`. */
export function folderNames(
  root: string,
  prefix: string,
  onObject?: (object: ListedObject) => void,
): readonly string[] {
  const entries = readFolder(root, prefix);
  for (const { name } of onObject === undefined ? [] : entries.filter((entry) => entry.isFile())) {
    onObject?.(new ListedFile(root, prefix + name));
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function* walkFolder(root: string, folder: string, range: KeyRange): Generator<ListedObject> {
  for (const entry of readFolder(root, folder)) {
    const key = folder + entry.name;
    if (entry.isDirectory()) {
      if (mayHold(`${key}/`, range)) yield* walkFolder(root, `${key}/`, range);
    } else if (isWithin(key, range)) {
      yield new ListedFile(root, key);
    }
  }
}

function readFolder(root: string, folder: string): Dirent[] {
  const entries = entriesOf(path.join(root, folder));
  const link = entries.find((entry) => !entry.isDirectory() && !entry.isFile());
  if (link) throw new ListingFailed({ failure: 'unsafe-path', detail: folder + link.name });
  return entries.sort((one, other) => compareKeys(sortName(one), sortName(other)));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const failure = readFailureOf(error);
    if (failure.failure === 'absent') return [];
    throw new ListingFailed(failure);
  }
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

/** Most files are listed for their names alone, so that their size is looked up once somebody asks for it. */
class ListedFile implements ListedObject {
  public constructor(
    private readonly root: string,
    public readonly key: string,
  ) {}

  public get size(): number {
    return sizeOf(path.join(this.root, this.key));
  }
}

function sizeOf(file: string): number {
  try {
    return lstatSync(file).size;
  } catch (error) {
    throw new ListingFailed(readFailureOf(error));
  }
}

/** By UTF-8 bytes, as S3 lists. */
function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
