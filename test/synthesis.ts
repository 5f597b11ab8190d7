// All tests of what is synthesized in one module registry, so that aws-cdk-lib is loaded once and not for each file: the
// test command runs this. By itself, each file runs as `npx jest test/lib/archive/log-archive`.
// Those named `.slow.test.ts` are among them on the newest aws-cdk-lib alone, which sets SUITE.
// Not among them: the snapshot, which is kept with its file, and compliance, which turns on what the others leave off.
import { readdirSync } from 'node:fs';
import * as path from 'node:path';

const APART = ['app/templates.test.ts', 'app/compliance.slow.test.ts'];

for (const file of ['lib', 'app', 'lifecycle'].flatMap(testsIn)) {
  describe(file, () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(path.join(__dirname, file));
  });
}

function testsIn(folder: string): string[] {
  const files = readdirSync(path.join(__dirname, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts') && (process.env.SUITE === 'slow' || !file.endsWith('.slow.test.ts')))
    .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
    .filter((file) => !APART.includes(file));
}
