import { FINDINGS } from '../../../lambda/core';
import { MemoryStore } from '../../support/corpus';
import { corpusOf, requestOf, VECTORS } from '../../support/corpus/vectors';
import { validate } from './harness';

test.each(VECTORS)('$name', async (vector) => {
  const corpus = corpusOf(vector);
  const store = MemoryStore.of(corpus);
  vector.change?.(store, corpus);
  const { result, codes, findings } = await validate(store, requestOf(vector, corpus));
  const noticed = findings.filter(({ severity }) => severity === 'NOTICE').map(({ code }) => code);
  const notices = vector.notices && [...new Set(noticed)].sort();
  expect({ codes, notices, verdict: result.verdict }).toEqual({
    codes: vector.codes,
    notices: vector.notices,
    verdict: vector.verdict,
  });
  expect(findings.filter(({ code, severity }) => !FINDINGS[code].severities.includes(severity))).toEqual([]);
});

test('every vector has a name of its own', () => {
  expect(new Set(VECTORS.map(({ name }) => name)).size).toBe(VECTORS.length);
});
