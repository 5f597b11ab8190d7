import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2020';
import { FINDINGS } from '../../../lambda/core';
import { Corpus, HOUR } from '../../support/corpus';
import { serveCorpus, type MemoryBucket } from '../../support/stand-ins';
import { FORGED } from './mutations';
import { run } from '../run';

const START = Date.UTC(2026, 0, 10, 3);
const corpus = new Corpus({
  accounts: ['111111111111', '222222222222'],
  regions: ['us-east-1'],
  start: START,
  hours: 12,
  backfills: [7],
  organizationId: 'o-exampleorgid',
  restarts: [{ afterHour: 6, gapHours: 3 }],
});
const schema = JSON.parse(readFileSync(path.join(__dirname, '../../../docs/validate-trail.schema.json'), 'utf8'));
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).addSchema(schema, 'schema');
const isReport = ajv.getSchema('schema')!;
const isLine = ajv.getSchema('schema#/$defs/line')!;

const chain = corpus.chain();
const deleted = chain.normalKeys[4];
const injected = chain.logFilesOf(chain.normalKeys[5])[0].replace(/_0\w+/, '_<b>\u2028\u001b[1m&');

/** A digest deleted, a log file injected under a hostile name, a gap, and what is not due yet. */
function tamper(bucket: MemoryBucket): void {
  bucket.delete(deleted);
  bucket.put(injected, { body: FORGED, lastModified: new Date(chain.ends[5] - HOUR / 2) });
}

async function report(...argv: string[]) {
  const standIn = await serveCorpus(corpus);
  tamper(standIn.bucket);
  const words = ['--trail-arn', corpus.trailArn, '--start-time', '2026-01-10T05:00:00Z', ...argv];
  const output = await run(words, { endpoint: standIn.endpoint, now: chain.end + 2 * HOUR + 26 * HOUR });
  await standIn.close();
  return output;
}

describe('--output json', () => {
  let output: Awaited<ReturnType<typeof report>>;
  beforeAll(async () => {
    output = await report('--output', 'json');
  });

  test('it has the shape that the schema documents', () => {
    expect(isReport(JSON.parse(output.stdout))).toBe(true);
    expect(isReport.errors).toBeNull();
  });

  test('it holds the findings, the counts and the chains', () => {
    const json = JSON.parse(output.stdout);
    expect(json).toMatchObject({
      schemaVersion: 1,
      verdict: 'INVALID',
      trailArn: corpus.trailArn,
      counts: { backfillDigests: { valid: 2, invalid: 0, unverified: 0 } },
      chains: [
        { accountId: '111111111111', region: 'us-east-1', verdict: 'INVALID' },
        { accountId: '222222222222', region: 'us-east-1', verdict: 'INCOMPLETE' },
      ],
    });
    expect(json.findings).toContainEqual({
      code: 'digest-missing',
      severity: 'INVALID',
      name: `digest-missing 111111111111 us-east-1 s3://trail-logs/${deleted}`,
      accountId: '111111111111',
      region: 'us-east-1',
      bucket: 'trail-logs',
      key: deleted,
      message: expect.stringContaining('the digest is missing'),
      seen: 'versionId v1',
      acknowledged: null,
    });
    expect(json.chains[0].digests.invalid).toBe(1);
    expect(json.pending).toMatchObject({ end: json.requested.end });
  });

  test('names come back as they are, and are safe to show', () => {
    const { findings } = JSON.parse(output.stdout);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'log-file-unlisted', key: injected }));
    expect(output.stdout).not.toMatch(/[<>&\u2028\u001b]/);
  });

  test('nothing is written beside it', () => {
    expect(output.stderr).toBe('');
    expect(output.status).toBe(1);
  });
});

describe('--output ndjson', () => {
  test('each line has the shape that the schema documents, and the summary is the last', async () => {
    const { stdout } = await report('--output', 'ndjson', '--verbose');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines)
      expect({ line, isLine: isLine(line), errors: isLine.errors }).toMatchObject({ isLine: true });
    const types = lines.map(({ type }) => type);
    expect(types.filter((type, index) => type !== types[index - 1]).slice(-2)).toEqual(['chain', 'summary']);
    expect(new Set(types)).toEqual(new Set(['finding', 'digest', 'log-file', 'chain', 'summary']));
  });

  test('a digest names where its public key came from', async () => {
    const { stdout } = await report('--output', 'ndjson', '--verbose');
    expect(stdout).toMatch(/^\{"type":"digest","status":"valid",.*"keySource":"ListPublicKeys"\}$/m);
  });

  test('the files are listed with --verbose only', async () => {
    const { stdout } = await report('--output', 'ndjson');
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(new Set(types)).toEqual(new Set(['finding', 'chain', 'summary']));
  });
});

test('the schema names every code, and no other', () => {
  expect(schema.$defs.code.enum).toEqual(Object.keys(FINDINGS));
});

test('the example in the manual has the shape that the schema documents', () => {
  const manual = readFileSync(path.join(__dirname, '../../../docs/validate-trail.md'), 'utf8');
  const example = /```json\n([^]*?)```/.exec(manual)?.[1] ?? '';
  expect({ valid: isReport(JSON.parse(example)), errors: isReport.errors }).toEqual({ valid: true, errors: null });
});

test.each([
  ['a field more', (json: Record<string, unknown>) => ({ ...json, more: 1 })],
  ['no verdict', (json: Record<string, unknown>) => ({ ...json, verdict: undefined })],
  ['a code that is none', (json: Record<string, unknown>) => ({ ...json, findings: [{ code: 'odd' }] })],
])('the schema rejects a report with %s', async (_, change) => {
  expect(isReport(change(JSON.parse((await report('--output', 'json')).stdout)))).toBe(false);
});
