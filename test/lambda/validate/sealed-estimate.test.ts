// How big a sweep is where days are sealed.
import type { SealOfDay } from '../../../lambda/core/model/sealing';
import { estimate } from '../../../lambda/validate/sharding/estimate';
import { HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, START } from '../core/harness';

const DAY = 24 * HOUR;
/** The first day that is whole. */
const FIRST = Math.floor(START / DAY) * DAY + DAY;
const corpus = smallCorpus({ hours: 24 * 10 });
const chains = [{ accountId: ACCOUNT, region: REGION }];

const objectsWith = async (sealedDays: number, sealing: object = {}, sweep = true) => {
  const days = Array.from({ length: sealedDays }, (_, index): SealOfDay => {
    const day = FIRST + index * DAY;
    return { day, number: 1, sha256: 'x', sealedAt: day, load: () => Promise.resolve(undefined) };
  });
  const request = {
    ...requestFor(corpus, { sweep, isContinued: false }),
    sealing: { readAgainDays: 365, seed: 's', ...sealing },
    seals: { of: () => Promise.resolve({ days, findings: [] }) },
  };
  const [{ objects }] = await estimate(MemoryStore.of(corpus), request, chains, undefined);
  return objects;
};

test('sealed days count as listed, and those that are read again in full', async () => {
  const whole = await objectsWith(0);
  const share = async (days: number, sealing?: object) => (await objectsWith(days, sealing)) / whole;
  // One of eight days is drawn, so seven of ten are listed alone.
  expect(await share(8)).toBeCloseTo(0.3, 1);
  // All of them are due.
  expect(await share(8, { readAgainDays: 1, sweptAt: FIRST })).toBeCloseTo(1, 1);
  expect(await share(1)).toBeCloseTo(1, 1);
});
