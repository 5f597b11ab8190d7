import type { CloudTrailRecord } from '../../bin/cdk-organization-trail/verify/samples/record';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A record, and when the call was made. */
export interface TimedEvent {
  readonly time: number;
  readonly record: CloudTrailRecord;
}

/** Numbers from 0 to 1 that are the same in each run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** How often something comes that comes so often in the mean, each time independent of the others. */
export function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-Math.min(mean, 500));
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
