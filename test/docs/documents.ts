// The documents that people read, by their paths from the root.
import { readdirSync } from 'node:fs';
import * as path from 'node:path';

export const root = path.join(__dirname, '../..');

const pagesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'API.md')
    .map((name) => path.posix.join(folder, name));

export const DOCUMENTS = [...pagesOf('.'), ...pagesOf('docs')].sort();
