// Which chains must be there, by what the configuration and AWS Organizations say.
import { expectationsOf } from '../../../lambda/validate/expectations';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const TRAIL = { arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail', bucket: 'trail-logs' };
const CHAIN = { accountId: '222222222222', region: 'eu-west-1' };

const expectedOf = (given: typeof CHAIN & { until?: number; since?: number }, firstRunTime: number) =>
  expectationsOf(TRAIL, [given], undefined, { now: NOW, firstRunTime }).expected;

test('a chain that the configuration expects is due a day after the first run of all', () => {
  expect(expectedOf(CHAIN, NOW - 2 * HOUR)).toEqual([{ ...CHAIN, firstBy: NOW + 22 * HOUR }]);
});

test('a chain that is said to have ended is due no later than that', () => {
  const ended = { ...CHAIN, until: NOW - HOUR };
  expect(expectedOf(ended, NOW)).toEqual([ended]);
});
