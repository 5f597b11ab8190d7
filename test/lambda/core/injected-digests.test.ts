// How much work it is to judge objects that somebody has named as digests, and log files that are searched in them.
import { gzipSync } from 'node:zlib';
import { ChainKeys } from '../../../lambda/core/format/object-keys';
import { VerdictCache } from '../../../lambda/core/read/verdict-cache';
import type { DigestVerdict, VerifiedDigest } from '../../../lambda/core/read/verified-digest';
import { HOUR, MemoryStore, type MemoryObject } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, START, validate } from './harness';

const corpus = smallCorpus({ hours: 48 });
const LATE = corpus.end + 40 * HOUR;
const original = MemoryStore.of(corpus);
const [digestKey] = corpus.chain().normalKeys;

/** A bucket with so many objects named as digests of the second day, and log files of that time that no digest lists. */
function flooded(digests: number, logFiles: number, digest: Partial<MemoryObject>): MemoryStore {
  const store = original.copy();
  const keys = new ChainKeys(requestFor(corpus).trail, { accountId: ACCOUNT, region: REGION });
  const from = START + 24 * HOUR + 7000;
  const lastModified = from;
  for (let index = 0; index < digests; index++) {
    const key = keys.digestKey(from + Math.floor((index * 20 * HOUR) / digests / 1000) * 1000);
    if (!store.objects.has(key)) store.objects.set(key, { ...store.get(digestKey), lastModified, ...digest });
  }
  const [genuine] = corpus.chain().logFilesOf(corpus.chain().normalKeys[30]);
  for (let index = 0; index < logFiles; index++) {
    const name = `_${String(index).padStart(16, 'X')}.json.gz`;
    store.objects.set(genuine.replace(/_[^_]+$/, name), {
      body: gzipSync('{}'),
      metadata: {},
      lastModified: from + 7 * HOUR,
    });
  }
  return store;
}

async function workOf(store: MemoryStore) {
  const verdicts = jest.spyOn(VerdictCache.prototype, 'get');
  const { result, codes } = await validate(
    store,
    requestFor(corpus, { now: LATE, window: { start: START, end: LATE } }),
  );
  const lookUps = verdicts.mock.calls.length;
  verdicts.mockRestore();
  return { verdict: result.verdict, codes, reads: store.calls.reads.length, lookUps };
}

test('a verdict is read again neither for what is no digest, however much there is of it, nor for what was verified before', async () => {
  const cache = new VerdictCache();
  let verified = 0;
  const verdictOf = (name: string, verdict: DigestVerdict) =>
    cache.get(name, async () => {
      verified++;
      return verdict;
    });
  const genuine = { findings: [], verified: { logFiles: [] } as unknown as VerifiedDigest };
  const names = Array.from({ length: 30_000 }, (_, index) => `digest ${index}`);
  for (let turn = 0; turn < 2; turn++) {
    await verdictOf('genuine', genuine);
    for (const name of names) await verdictOf(name, { findings: [] });
  }
  expect(verified).toBe(1 + names.length);
});

test.each<[string, Partial<MemoryObject>, string]>([
  ['that are disproved', { body: Buffer.of(1) }, 'log-file-unlisted'],
  ['that can not be read', { body: Buffer.alloc(65 * 1024 * 1024) }, 'log-file-unverified'],
])('log files are not searched again in each of those %s', async (_, digest, code) => {
  const [few, many] = [await workOf(flooded(500, 2, digest)), await workOf(flooded(500, 202, digest))];
  // A handful for each further log file: those of the genuine digests of its time.
  expect((many.lookUps - few.lookUps) / 200).toBeLessThan(80);
  expect(many.reads).toBe(few.reads);
  expect(many.codes).toEqual(expect.arrayContaining([code]));
});
