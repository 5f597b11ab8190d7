import { daysToReadAgain } from '../../../../lambda/core/seal/read-again';
import { HOUR } from '../../../support/corpus';
import { DAY_START } from './files';

const DAY = 24 * HOUR;
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const DAYS = Array.from({ length: 60 }, (_, index) => DAY_START + index * DAY);

test.each([1, 7, 10])(
  'weekly sweeps read each day again within a year of sealing, at intervals of %i days',
  (interval) => {
    const read = new Set<number>();
    const first = DAY_START + 62 * DAY;
    for (let now = first; now <= first + (365 + interval) * DAY; now += interval * DAY) {
      const sealing = { readAgainDays: 365, sweptAt: now - interval * DAY, seed: 's' };
      // Without the one that is drawn.
      const due = daysToReadAgain(CHAIN, DAYS, sealing, now);
      const drawn = daysToReadAgain(CHAIN, DAYS, { readAgainDays: 365, seed: 's' }, now);
      for (const day of due.days) if (!drawn.days.has(day)) read.add(day);
    }
    expect(read.size).toBeGreaterThanOrEqual(DAYS.length - 1);
  },
);

test('one day that nobody knows beforehand is read in any case, another one by another seed', () => {
  const drawn = (seed: string) => [
    ...daysToReadAgain(CHAIN, DAYS, { readAgainDays: 365, seed }, DAY_START + 62 * DAY).days,
  ];
  expect(drawn('a')).toHaveLength(1);
  expect(new Set(['a', 'b', 'c', 'd'].flatMap(drawn)).size).toBeGreaterThan(1);
});

test('after no sweep for a whole period, all is read', () => {
  const now = DAY_START + 500 * DAY;
  const sealing = { readAgainDays: 365, sweptAt: now - 400 * DAY, seed: 's' };
  expect(daysToReadAgain(CHAIN, DAYS, sealing, now).days.size).toBe(DAYS.length);
});
