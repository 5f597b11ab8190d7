import { VECTORS } from '../../support/corpus/vectors';
import { findIn } from './harness';

test.each(VECTORS.filter(({ isSlow }) => isSlow !== true))('$name', async (vector) => {
  const { codes, verdict, notices } = vector;
  expect(await findIn(vector)).toMatchObject({ codes, verdict, ...(notices && { notices }) });
});

test('every vector has a name of its own', () => {
  expect(new Set(VECTORS.map(({ name }) => name)).size).toBe(VECTORS.length);
});
