import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const SCRIPT = `
  import { mkdtempSync, writeFileSync } from 'node:fs';
  import os from 'node:os';
  import useOwnTemporaryFolder from './temporary-folder.mjs';
  useOwnTemporaryFolder();
  writeFileSync(mkdtempSync(os.tmpdir() + '/left-') + '/file', 'left behind');
  process.stdout.write(os.tmpdir());
`;

test('tests write to the temporary folder of their run', () => {
  expect(path.basename(os.tmpdir())).toMatch(/^jest-run-/);
});

test('the temporary folder goes with its run', () => {
  const folder = execFileSync('node', ['--input-type=module', '--eval', SCRIPT], { cwd: __dirname, encoding: 'utf8' });
  expect(path.dirname(folder)).toBe(os.tmpdir());
  expect(existsSync(folder)).toBe(false);
});
