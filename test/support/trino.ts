// The grammar of Trino, which Athena's SQL is. The package is made of ES modules, which jest does not load: it is bundled.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

interface Parser {
  validate(sql: string): { readonly message: string }[];
}

/** Says what is no SQL. */
export function trinoParser(): Parser {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'trino-')), 'parser.cjs');
  const esbuild = require.resolve('esbuild/bin/esbuild');
  execFileSync(esbuild, ['--bundle', '--platform=node', '--format=cjs', `--outfile=${file}`, '--log-level=error'], {
    cwd: path.join(__dirname, '../..'),
    input: "export { TrinoSQL } from 'dt-sql-parser';",
  });
  const { TrinoSQL } = createRequire(__filename)(file) as { TrinoSQL: new () => Parser };
  return new TrinoSQL();
}
