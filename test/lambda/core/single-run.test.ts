import type { ValidationRequest } from '../../../lambda/core';
import { HOUR, logFileKey, MemoryStore } from '../../support/corpus';
import { ACCOUNT, REGION, requestFor, smallCorpus, validate } from './harness';

/** A chain with a log file that was changed and one that is pending. */
async function validateBoth(overrides: Partial<ValidationRequest> = {}) {
  const corpus = smallCorpus();
  const store = MemoryStore.of(corpus);
  const [changed] = corpus.chain().logFilesOf(corpus.chain().normalKeys[5]);
  store.get(changed).body = store.get(corpus.chain().logFilesOf(corpus.chain().normalKeys[6])[0]).body;
  const delivered = corpus.end - HOUR / 2;
  const pending = logFileKey(corpus.place, ACCOUNT, REGION, delivered, 'PENDING000000000');
  store.objects.set(pending, { body: Buffer.from('x'), metadata: {}, lastModified: delivered });
  return validate(store, requestFor(corpus, { now: corpus.end + 20 * HOUR, ...overrides }));
}

describe('a run that is not continued', () => {
  test('stores nothing of what it reports', async () => {
    const { result } = await validateBoth({ isContinued: false });
    expect(result.chains).toEqual([expect.objectContaining({ openItems: [], pendingLogFiles: [] })]);
  });

  test('reports the same as one that is continued', async () => {
    const [single, continued] = [await validateBoth({ isContinued: false }), await validateBoth()];
    expect(continued.result.chains[0].openItems).toHaveLength(1);
    expect(continued.result.chains[0].pendingLogFiles).toHaveLength(1);
    expect(single.events.filter(({ type }) => type !== 'chain')).toEqual(
      continued.events.filter(({ type }) => type !== 'chain'),
    );
    expect(single.result.counts).toEqual(continued.result.counts);
    expect(single.result.verdict).toBe(continued.result.verdict);
  });
});
