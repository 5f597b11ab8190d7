// fast-check for tests of properties. `npm run test:slow` runs each of them ten times as often: it sets PROPERTY_RUNS.
import fc from 'fast-check';

const TIMES = Number(process.env.PROPERTY_RUNS ?? 1);

/** How often a property is run in this suite. */
export function runs(count: number): number {
  return count * TIMES;
}

fc.configureGlobal({ numRuns: runs(100) });

export default fc;
