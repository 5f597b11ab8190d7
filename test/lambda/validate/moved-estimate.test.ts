import { estimate } from '../../../lambda/validate/sharding/estimate';
import { HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, START } from '../core/harness';

test('the time in a former location counts for the size of a run', async () => {
  const corpus = smallCorpus({ hours: 48, formerPlaces: [{ bucket: 'former-logs', throughHour: 36 }] });
  const location = { bucket: 'former-logs', ownerAccountId: '222222222222', since: START };
  const sizeWith = async (until?: number) => {
    const formerLocations = until === undefined ? [] : [{ ...location, until }];
    const request = requestFor(corpus, { formerLocations, isContinued: false });
    const [{ objects, from }] = await estimate(
      MemoryStore.of(corpus),
      request,
      [{ accountId: ACCOUNT, region: REGION }],
      undefined,
    );
    return { objects, hours: Math.round((request.window.end - from) / HOUR) };
  };
  const [undeclared, declared] = [await sizeWith(), await sizeWith(START + 37 * HOUR)];
  expect([undeclared.hours, declared.hours]).toEqual([11, 49]);
  expect(declared.objects).toBeGreaterThan(4 * undeclared.objects);
  // What expired before the window is no part of it.
  expect(await sizeWith(START - HOUR)).toEqual(undeclared);
});
