import { Pace } from '../../../lambda/aws/s3/throttle';
import { Limiter } from '../../../lambda/core';

let now: number;
let limiter: Limiter;
let pace: Pace;

beforeEach(() => {
  now = 0;
  limiter = new Limiter(16);
  pace = new Pace(limiter, () => now);
});

function throttledAt(...times: readonly number[]): number {
  for (const time of times) {
    now = time;
    pace.throttled();
  }
  return limiter.limit;
}

test('failures that come in together are taken as one', () => {
  expect(throttledAt(0, 0, 50, 100, 199)).toBe(8);
});

test('failures that come in later halve the requests in flight again, down to one', () => {
  expect(throttledAt(0, 200)).toBe(4);
  expect(throttledAt(400, 600, 800, 1000)).toBe(1);
});

test('good answers raise the requests in flight, up to what they were', () => {
  throttledAt(0);
  for (let count = 0; count < 8; count++) pace.succeeded();
  expect(limiter.limit).toBe(8);
  pace.succeeded();
  expect(limiter.limit).toBe(9);
  for (let count = 0; count < 200; count++) pace.succeeded();
  expect(limiter.limit).toBe(16);
});
