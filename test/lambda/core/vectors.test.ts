import { MemoryStore } from '../../support/corpus';
import { corpusOf, requestOf, VECTORS } from '../../support/corpus/vectors';
import { validate } from './harness';

test.each(VECTORS)('$name', async (vector) => {
  const corpus = corpusOf(vector);
  const store = MemoryStore.of(corpus);
  vector.change?.(store, corpus);
  const { result, codes } = await validate(store, requestOf(vector, corpus));
  expect({ codes, verdict: result.verdict }).toEqual({ codes: vector.codes, verdict: vector.verdict });
});

test('every vector has a name of its own', () => {
  expect(new Set(VECTORS.map(({ name }) => name)).size).toBe(VECTORS.length);
});
