import { VECTORS } from '../../support/corpus/vectors';
import { findIn } from './harness';

test.each(VECTORS.filter(({ isSlow }) => isSlow === true))('$name', async (vector) => {
  const { codes, verdict, notices } = vector;
  expect(await findIn(vector)).toMatchObject({ codes, verdict, ...(notices && { notices }) });
});
