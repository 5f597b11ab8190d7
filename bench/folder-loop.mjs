// What one core does with a folder of files at most: reads, inflates and hashes each, one after the other.
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) hash('sha256', gunzipSync(readFileSync(path.join(entry.parentPath, entry.name))));
}
