// Writes the codes of the catalogue of findings into the schema of the report. A test fails where they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const CATALOGUE = 'lambda/core/model/finding-catalogue.ts';
const SCHEMA = 'docs/validate-trail.schema.json';

const { outputFiles } = await build({ entryPoints: [CATALOGUE], bundle: true, format: 'esm', write: false });
const { FINDINGS } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
const schema = JSON.parse(await readFile(SCHEMA, 'utf8'));
schema.$defs.code.enum = Object.keys(FINDINGS);
await writeFile(SCHEMA, await format(JSON.stringify(schema), { ...(await resolveConfig(SCHEMA)), filepath: SCHEMA }));
