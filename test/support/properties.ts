// fast-check for tests of properties. `npm run test:slow` runs each of them ten times as often: it sets PROPERTY_RUNS.
// The seed is fixed, so that a run says the same of the same code; PROPERTY_SEED=random, or a number, tries other cases.
import fc from 'fast-check';

const TIMES = Number(process.env.PROPERTY_RUNS ?? 1);

/** How often a property is run in this suite. */
export function runs(count: number): number {
  return count * TIMES;
}

const SEED = process.env.PROPERTY_SEED ?? '2013';

fc.configureGlobal({ numRuns: runs(100), ...(SEED !== 'random' && { seed: Number(SEED) }) });

export default fc;
