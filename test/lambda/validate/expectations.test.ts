// Which chains must be there, by what the configuration and AWS Organizations say.
import { ChainStates } from '../../../lambda/validate/chain-state';
import { expectationsOf, expectedOf as expectedOfChains } from '../../../lambda/validate/expectations';

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

describe('an answer of AWS Organizations that was kept', () => {
  const organization = { answeredAt: NOW - 48 * HOUR, members: [], ended: [CHAIN.accountId] };
  const kept = expectationsOf(TRAIL, [], { failure: 'transient' }, { now: NOW, firstRunTime: 0, organization });
  const lastDigest = (end: number) => {
    const link = { bucket: 'trail-logs', key: 'digest', start: end - HOUR, end, sha256: '', signature: '' };
    const empty = { backfills: [], openItems: [], pendingLogFiles: [] };
    const checkpoint = { ...CHAIN, ...empty, segments: [{ first: link, last: link }] };
    const states = ChainStates.empty();
    states.set('222222222222#eu-west-1', { checkpoint, counter: 1, isRestored: false });
    return expectedOfChains(kept, [CHAIN], states);
  };

  test('says which accounts had ended', () => {
    expect(lastDigest(NOW - 100 * HOUR)).toEqual([{ ...CHAIN, hasEnded: true }]);
  });

  test('says nothing of an account that goes on since', () => {
    expect(lastDigest(NOW - HOUR)).toEqual([]);
  });

  test('is not an answer: no account is known for sure', () => {
    expect(kept).toMatchObject({ knowsAccounts: false });
  });
});
