import { DigestList } from '../../../lambda/core/read/digest-list';
import { ChainLocations } from '../../../lambda/core/read/chain-locations';
import { Session } from '../../../lambda/core/read/session';
import { HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, START } from './harness';

const DAY = 24 * HOUR;
const corpus = smallCorpus({ hours: 10 * 24, logsPerHour: 0 });
const { ends } = corpus.chain();

function listOf(store = MemoryStore.of(corpus)) {
  const run = new Session(store, requestFor(corpus), () => undefined);
  const locations = new ChainLocations(run, { accountId: ACCOUNT, region: REGION });
  return { list: new DigestList(run, locations), calls: store.calls };
}

test('lists that are asked for at the same time lose nothing and hold nothing twice', async () => {
  const { list } = listOf();
  await Promise.all([4, 8, 2, 6, 4].map((day) => list.load(START + day * DAY, START + (day + 1) * DAY)));
  const inRange = ends.filter((end) => end >= START + 2 * DAY && end < START + 9 * DAY);
  expect(list.normal.map(({ end }) => end)).toEqual(inRange);
});

test('what is listed is not listed again', async () => {
  const { list, calls } = listOf();
  await list.load(START, START + 5 * DAY);
  await list.endingWithin(START + HOUR, START + 4 * DAY);
  await list.lastBefore(START + 3 * DAY);
  expect(calls.listings).toBe(1);
});

test('the last before a time is found however long before', async () => {
  const store = MemoryStore.of(corpus);
  for (const key of corpus.chain().normalKeys.slice(3)) store.objects.delete(key);
  const { list } = listOf(store);
  await list.load(START + 9 * DAY, START + 10 * DAY);
  expect((await list.lastBefore(START + 9 * DAY))?.end).toBe(ends[2]);
  expect(await list.lastBefore(ends[0])).toBeUndefined();
});

test('the digests of a time are those that end after its start and up to its end', async () => {
  const { list } = listOf();
  expect((await list.endingWithin(ends[3], ends[5])).map(({ end }) => end)).toEqual([ends[4], ends[5]]);
});
