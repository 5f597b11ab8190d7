import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Corpus } from '../../support/corpus';

/** Writes a corpus below a folder, as a copy of the bucket. */
export async function writeCopy(corpus: Corpus, folder: string): Promise<void> {
  for (const key of corpus.keys()) {
    await mkdir(path.dirname(path.join(folder, key)), { recursive: true });
    await writeFile(path.join(folder, key), corpus.read(key)?.body ?? '');
  }
}
