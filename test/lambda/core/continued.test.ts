import type { ValidationRequest } from '../../../lambda/core';
import { HOUR, logFileKey, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, validate } from './harness';

/** A chain with a log file that was changed and one that waits for its digest. */
async function validateTroubled(overrides: Partial<ValidationRequest> = {}) {
  const corpus = smallCorpus();
  const store = MemoryStore.of(corpus);
  const [changed] = corpus.chain().logFilesOf(corpus.chain().normalKeys[5]);
  store.get(changed).body = store.get(corpus.chain().logFilesOf(corpus.chain().normalKeys[6])[0]).body;
  const delivered = corpus.end - HOUR / 2;
  const waiting = logFileKey(corpus.place, ACCOUNT, REGION, delivered, 'WAITING000000000');
  store.objects.set(waiting, { body: Buffer.from('x'), metadata: {}, lastModified: delivered });
  return validate(store, requestFor(corpus, { now: corpus.end + 20 * HOUR, ...overrides }));
}

describe('a run that no later one goes on from', () => {
  test('keeps nothing of what it tells', async () => {
    const { result } = await validateTroubled({ isContinued: false });
    expect(result.chains).toEqual([expect.objectContaining({ openItems: [], pendingLogFiles: [] })]);
  });

  test('tells the same as one that is continued', async () => {
    const [forgotten, kept] = [await validateTroubled({ isContinued: false }), await validateTroubled()];
    expect(kept.result.chains[0].openItems).toHaveLength(1);
    expect(kept.result.chains[0].pendingLogFiles).toHaveLength(1);
    expect(forgotten.events.filter(({ type }) => type !== 'chain')).toEqual(
      kept.events.filter(({ type }) => type !== 'chain'),
    );
    expect(forgotten.result.counts).toEqual(kept.result.counts);
    expect(forgotten.result.verdict).toBe(kept.result.verdict);
  });
});
