import { Limiter, nextCheckpoint, validateTrail } from '../../../lambda/core';
import { Corpus, HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, START, validate } from './harness';

/** A trail of ten days, of which a window is asked for. */
function tenDays(accounts: readonly string[], logsPerHour: number): Corpus {
  return new Corpus({ accounts, regions: [REGION, 'eu-west-1'], start: START, hours: 10 * 24, logsPerHour });
}

test('a week of idle chains: requests other than one GET per object stay under 3 per cent', async () => {
  const corpus = tenDays([ACCOUNT, '222222222222', '333333333333'], 0);
  const store = MemoryStore.of(corpus);
  const window = { start: START + 2 * 24 * HOUR, end: START + 9 * 24 * HOUR };
  const { result } = await validate(store, requestFor(corpus, { window }));
  const { listings, folders, keys, reads } = store.calls;
  const { digests, logFiles } = result.counts;
  expect(reads).toHaveLength(digests.valid + logFiles.valid);
  expect(new Set(reads).size).toBe(reads.length);
  expect((listings + folders + keys) / reads.length).toBeLessThan(0.03);
});

test('an hour of busy chains: two listings for each', async () => {
  const corpus = tenDays([ACCOUNT, '222222222222'], 3);
  const store = MemoryStore.of(corpus);
  const window = { start: START + 5 * 24 * HOUR, end: START + 5 * 24 * HOUR + HOUR };
  await validate(store, requestFor(corpus, { window }));
  expect(store.calls.listings).toBe(2 * corpus.chains.length);
});

test('an hour of a chain that is verified already: three listings and three of folders, with a sampled day', async () => {
  const corpus = tenDays([ACCOUNT], 3);
  const request = requestFor(corpus, { window: { start: START, end: START + 9 * 24 * HOUR } });
  const { result } = await validate(MemoryStore.of(corpus), request);
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, request));
  const store = MemoryStore.of(corpus);
  const window = { start: START, end: START + 9 * 24 * HOUR + HOUR };
  await validate(store, requestFor(corpus, { window, checkpoints, isContinued: true, sampledDay: START + 24 * HOUR }));
  expect(store.calls.listings).toBe(3 * corpus.chains.length);
  // The accounts, and of the one account its folder and the two of its chains.
  expect(store.calls.folders).toBe(1 + 3);
});

test('no more requests are in flight than the limiter lets through, also when the store lowers it', async () => {
  const corpus = smallCorpus({ hours: 40 });
  const store = MemoryStore.of(corpus);
  const limiter = new Limiter(8);
  let [inFlight, most, mostAfter, reads] = [0, 0, 0, 0];
  const read = store.readObject.bind(store);
  store.readObject = async (...args) => {
    most = Math.max(most, ++inFlight);
    if (++reads === 40) limiter.limit = 2;
    if (reads > 60) mostAfter = Math.max(mostAfter, inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
    return read(...args);
  };
  await validateTrail(store, requestFor(corpus, { limiter }), () => undefined);
  expect(most).toBe(8);
  expect(mostAfter).toBe(2);
});

test('events of a chain come in the order of time, whatever answers first', async () => {
  const corpus = smallCorpus({ hours: 30, backfills: [3, 9] });
  const order = async (delay: (key: string) => number) => {
    const store = MemoryStore.of(corpus);
    const read = store.readObject.bind(store);
    store.readObject = async (...args) => {
      for (let turns = delay(args[1]); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      return read(...args);
    };
    const { events } = await validate(store, requestFor(corpus));
    return events.filter(({ type }) => type !== 'progress');
  };
  const inTime = await order(() => 0);
  expect(await order((key) => (key.length * 7 + key.charCodeAt(key.length - 12) * 13) % 11)).toEqual(inTime);
});
