// Digests that do not end on the hour after the one before: links decide what follows what.
import { HOUR } from '../../support/corpus';
import { smallCorpus, START } from './harness';
import { validatorOf, type Validator } from './validator';

const SECOND = 1000;
const options = { hours: 60, drifts: { 12: SECOND, 20: HOUR, 21: -SECOND, 35: 3 * SECOND } };
const corpus = smallCorpus(options);

/** Hourly runs, as far as some digests after the last jump. */
async function watched(): Promise<Validator> {
  const validator = validatorOf(corpus);
  for (let hour = 3; hour <= 45; hour++) {
    const { codes } = await validator.run(START + hour * HOUR);
    expect({ hour, codes }).toEqual({ hour, codes: [] });
  }
  return validator;
}

test('a digest of two hours, and some seconds of drift, are no gap, and nothing is read twice', async () => {
  const { checkpoints, store } = await watched();
  expect(checkpoints[0].segments).toHaveLength(1);
  expect(new Set(store.calls.reads).size).toBe(store.calls.reads.length);
});

test('a sweep says the same', async () => {
  const validator = await watched();
  expect((await validator.run(START + 46 * HOUR, { sweep: true })).result.verdict).toBe('VALID');
});

test.each([5, 12, 19, 20, 21, 30, 36])('digest %i is missing by its own name once it is gone', async (index) => {
  const validator = await watched();
  const key = corpus.chain().normalKeys[index];
  validator.store.objects.delete(key);
  const { findings } = await validator.run(START + 46 * HOUR);
  expect(findings.filter(({ code }) => code === 'digest-missing')).toEqual([
    expect.objectContaining({ key, severity: 'INVALID', detail: { knownBy: 'checkpoint' } }),
  ]);
});

test('a log file that is injected about a drift is tampering', async () => {
  const validator = validatorOf(corpus);
  const end = corpus.chain().ends[12];
  const [key] = corpus.chain().logFilesOf(corpus.chain().normalKeys[12]);
  const injected = key.replace(/_[0-9A-Z]{16}\.json/, '_INJECTEDINJECT00.json');
  validator.store.objects.set(injected, { ...validator.store.get(key), lastModified: end });
  expect((await validator.run(START + 55 * HOUR)).codes).toEqual(['log-file-unlisted']);
});
