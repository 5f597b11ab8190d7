import {
  describeFinding,
  FINDINGS,
  findingName,
  worstVerdict,
  type Finding,
  type FindingCode,
} from '../../../lambda/core';
import { MemoryStore } from '../../support/corpus';
import { corpusOf, requestOf, VECTORS } from '../../support/corpus/vectors';
import { validate } from './harness';

const CODES = Object.keys(FINDINGS) as FindingCode[];

test.each(CODES)('%s has a sentence without a full stop', (code) => {
  expect(describeFinding({ code })).toMatch(/^[a-z].*[^.]$/);
});

test('no text of the bucket gets into a sentence', () => {
  const hostile = '\u001b[31m';
  for (const code of CODES) {
    const detail = Object.fromEntries(
      ['cause', 'knownBy', 'named', 'fields', 'who', 'predecessor', 'other'].map((name) => [name, hostile]),
    );
    expect(describeFinding({ code, detail })).not.toContain(hostile);
  }
});

test('findings come only in the severities that their codes have', async () => {
  const seen: Finding[] = [];
  for (const vector of VECTORS) {
    const corpus = corpusOf(vector);
    const store = MemoryStore.of(corpus);
    vector.change?.(store, corpus);
    seen.push(...(await validate(store, requestOf(vector, corpus))).findings);
  }
  const wrong = seen.filter(({ code, severity }) => !FINDINGS[code].severities.includes(severity));
  expect(wrong).toEqual([]);
});

test('the name of a finding tells it from all others and stays the same', () => {
  const finding: Finding = {
    code: 'log-file-modified',
    severity: 'INVALID',
    accountId: '111111111111',
    region: 'us-east-1',
    bucket: 'b',
    key: 'k',
    detail: { measured: 'x' },
    firstSeen: 1,
  };
  expect(findingName(finding)).toBe('log-file-modified 111111111111 us-east-1 s3://b/k');
  expect(findingName({ code: 'chain-stale', severity: 'INCOMPLETE', range: { start: 0, end: 3_600_000 } })).toBe(
    'chain-stale * * 1970-01-01T00:00:00.000Z/1970-01-01T01:00:00.000Z',
  );
});

test('the worst verdict counts', () => {
  expect(worstVerdict()).toBe('VALID');
  expect(worstVerdict('VALID', 'NOTICE', undefined)).toBe('VALID');
  expect(worstVerdict('VALID', 'INCOMPLETE')).toBe('INCOMPLETE');
  expect(worstVerdict('INCOMPLETE', 'INVALID', 'VALID')).toBe('INVALID');
});
