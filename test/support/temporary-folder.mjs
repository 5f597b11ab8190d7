import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Gives each run of jest a temporary folder of its own, which goes with all that the tests wrote there. */
export default function useOwnTemporaryFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jest-run-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}
