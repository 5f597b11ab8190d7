// What follows from a row of the catalogue: evidence that the code is found, a section of the runbook, the schema, and
// that nobody names a code that is none.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeFinding, FINDINGS, type FindingCode, type Severity } from '../../../lambda/core';
import { HOUR_STATES } from '../../../lambda/records/hour-coverage';
import { VECTORS } from '../../support/corpus/vectors';

const root = path.join(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const CODES = Object.keys(FINDINGS) as FindingCode[];

/** Codes that no vector yields, since they come from AWS or from what is stored: a test of a function or a command does. */
const IN_SCENARIOS: readonly FindingCode[] = [
  'nothing-verified',
  'accounts-unknown',
  'regions-unknown',
  'unvalidated-trail',
  'sweep-overdue',
  'lifecycle-too-short',
  'lifecycle-unreadable',
  'checkpoint-rolled-back',
  'former-location-undeclared',
  'report-missing',
  'report-forged',
  'report-unsigned',
  'sealed-version-missing',
  'sealed-object-changed',
  'seal-missing',
  'seal-forged',
  'bucket-not-versioned',
  'object-lock-weakened',
  'object-lock-shortened',
  'log-key-unusable',
];

describe.each(CODES)('%s', (code) => {
  const { severities, closedBy, notifies, acknowledgedBy, metrics, awsCli } = FINDINGS[code];
  const isNotice = severities.every((severity) => severity === 'NOTICE');

  test('is found in a vector (test/support/corpus/vectors/), or is in IN_SCENARIOS and expected by a test of a function or a command', () => {
    const inVectors = VECTORS.some(({ codes, notices = [] }) => [...codes, ...notices].includes(code));
    const inScenarios = IN_SCENARIOS.includes(code) && new RegExp(`['\\[]${code}['\\]]`).test(SCENARIOS);
    expect([inVectors, inScenarios].filter(Boolean)).toHaveLength(1);
  });

  test('has a section in docs/runbook.md, which begins with its severities: **Means** (INVALID)', () => {
    const [, section = ''] = new RegExp(`^### ${code}\\n([^]*?)(?=^#)`, 'm').exec(`${RUNBOOK}\n#`) ?? [];
    const [, means = ''] = /^\*\*Means\*\* \(([^)]*)\)/m.exec(section) ?? [];
    const said = SEVERITIES.filter((severity) => means.toUpperCase().includes(severity));
    expect(said.sort()).toEqual([...severities].sort());
  });

  test('is in docs/validate-trail.schema.json (npm run build writes it)', () => {
    expect(schema.$defs.code.enum).toContain(code);
  });

  test('has a sentence without a full stop', () => {
    expect(describeFinding({ code })).toMatch(/^[a-z].*[^.]$/);
  });

  test('has a sentence that holds no text of the bucket', () => {
    const hostile = '\u001b[31m';
    const names = ['cause', 'knownBy', 'named', 'fields', 'who', 'predecessor', 'other', 'fingerprint'];
    const detail = Object.fromEntries(names.map((name) => [name, hostile]));
    expect(describeFinding({ code, detail })).not.toContain(hostile);
  });

  test('is nothing that a person can acknowledge as long as each run finds it anew, but for the end of a chain', () => {
    if (closedBy === 'next-run') expect(['nothing', 'chain-end']).toContain(acknowledgedBy);
  });

  test('is consistent: a notice closes by nothing and notifies nobody, but for the end of a chain, and tampering notifies at once', () => {
    expect([closedBy === 'nothing', notifies === 'never']).toEqual([isNotice, isNotice && code !== 'chain-ended']);
    if (severities.includes('INVALID')) expect(notifies).toBe('at-once');
    if (!severities.includes('INCOMPLETE')) expect(metrics).toEqual([]);
    if (awsCli !== undefined) expect(severities).toEqual(['INVALID']);
  });
});

const SEVERITIES: readonly Severity[] = ['INVALID', 'INCOMPLETE', 'NOTICE'];
const RUNBOOK = read('docs/runbook.md');
const SCENARIOS = textsIn('test/lambda/validate', 'test/bin');
const schema = JSON.parse(read('docs/validate-trail.schema.json')) as { $defs: { code: { enum: string[] } } };

test('the schema names no code that is none', () => {
  expect(schema.$defs.code.enum).toEqual(CODES);
});

test('the documents name no code that is none', () => {
  const firstWords = new Set(CODES.map((code) => code.split('-')[0]));
  const named = ['runbook.md', 'validation.md', 'validate-trail.md'].flatMap((file) =>
    [...read(`docs/${file}`).matchAll(/[`'"[]([a-z]+(?:-[a-z]+)+)(?=[`'" \]])/g)].map(([, token]) => token),
  );
  // A line of NDJSON about a log file is no finding, nor is the state of an hour.
  const others = ['log-file', ...HOUR_STATES];
  const codes = named.filter((token) => firstWords.has(token.split('-')[0]) && !others.includes(token));
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => !Object.hasOwn(FINDINGS, code))).toEqual([]);
});

test('no text in the code names a finding by a code that is none', () => {
  // The compiler checks codes that stand alone. The name of a finding holds the account next.
  const names = [
    ...textsIn('lambda', 'bin').matchAll(
      /(?<![-\w])([a-z]+(?:-[a-z]+)+) (?:ACCOUNT|\d{12}|\(?\\d\{12\}|\$\{accountId)/g,
    ),
  ];
  expect(names.length).toBeGreaterThan(0);
  expect(names.map(([, code]) => code).filter((code) => !Object.hasOwn(FINDINGS, code))).toEqual([]);
});

function textsIn(...folders: readonly string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  return files
    .filter((file) => file.endsWith('.ts'))
    .map(read)
    .join('\n');
}
