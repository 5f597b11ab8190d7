import { gzipSync } from 'node:zlib';
import { HOUR, logFileKey, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, validateChanged } from './harness';

const corpus = smallCorpus();
const { ends, normalKeys } = corpus.chain();

const without =
  (...indexes: readonly number[]) =>
  (store: MemoryStore) =>
    indexes.forEach((index) => store.objects.delete(normalKeys[index]));

async function missingAfter(...removed: readonly number[]) {
  const { findings } = await validateChanged(corpus, without(...removed));
  return findings.filter(({ code }) => code === 'digest-missing');
}

test('every digest in a row is named, the signed name and those that follow from the cadence', async () => {
  const missing = await missingAfter(3, 4, 5, 6);
  expect(missing.map(({ key }) => key)).toEqual([6, 5, 4, 3].map((index) => normalKeys[index]));
  expect(missing.map(({ detail }) => detail)).toEqual([{}, { computed: true }, { computed: true }, { computed: true }]);
  expect(missing.map(({ range }) => range)).toEqual(
    [6, 5, 4, 3].map((index) => ({ start: ends[index] - HOUR, end: ends[index] })),
  );
});

test('two gaps are two rows', async () => {
  const missing = await missingAfter(2, 7, 8);
  expect(missing.map(({ key }) => key)).toEqual([2, 8, 7].map((index) => normalKeys[index]));
});

test('nothing before the window is asked for', async () => {
  const window = { start: ends[5] + 1000, end: corpus.end };
  const { findings } = await validateChanged(corpus, without(0, 1, 2, 3, 4, 5, 6), { window });
  const missing = findings.filter(({ code }) => code === 'digest-missing');
  expect(missing.map(({ key }) => key)).toEqual([normalKeys[6]]);
});

test('a stale chain is one finding with the hours that are due', async () => {
  const now = ends[9] + 4 * HOUR + 10 * 60_000;
  const { findings } = await validateChanged(corpus, without(7, 8, 9, 10, 11, 12), { now });
  expect(findings.filter(({ code }) => code === 'chain-stale')).toEqual([
    expect.objectContaining({ range: { start: ends[6], end: ends[9] }, detail: { hours: 3 } }),
  ]);
  expect(requestFor(corpus).window.end).toBe(corpus.end);
});

test("a log file of an hour that another trail's digests alone verify is not tampering", async () => {
  const other = MemoryStore.of(smallCorpus({ trailName: 'other-trail' }));
  const delivered = ends[5] - HOUR / 2;
  const key = logFileKey(corpus.place, ACCOUNT, REGION, delivered, 'INJECTEDINJECT00');
  const codesWithout = async (...removed: readonly number[]) => {
    const { findings, result } = await validateChanged(corpus, (store) => {
      for (const [name, object] of other.objects) if (!store.objects.has(name)) store.objects.set(name, object);
      store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: delivered });
      without(...removed)(store);
    });
    expect(result.chains[0].counts.otherTrails).toBeGreaterThan(10);
    return findings.filter((finding) => finding.key === key).map(({ code }) => code);
  };
  expect(await codesWithout(5)).toEqual(['log-file-unverified']);
  expect(await codesWithout()).toEqual(['log-file-unlisted']);
});
