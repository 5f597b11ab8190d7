// Log files that are newer than the last verified digest: a run counts them as pending, and the next one knows them.
import { gzipSync } from 'node:zlib';
import { HOUR, logFileKey } from '../../support/corpus';
import { ACCOUNT, REGION, smallCorpus, START } from './harness';
import { validatorOf, type Validator } from './validator';

function inject({ store, corpus }: Validator, time: number, id: string): string {
  const key = logFileKey(corpus.place, ACCOUNT, REGION, time, id);
  store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: time });
  return key;
}

describe('a log file that is pending', () => {
  test('and is gone before its digest is there is missing, though no digest will list it', async () => {
    const validator = validatorOf(smallCorpus({ hours: 80 }));
    const key = inject(validator, START + 30.1 * HOUR, 'INJECTEDINJECT00');
    expect((await validator.run(START + 30.3 * HOUR)).codes).toEqual([]);
    validator.store.objects.delete(key);
    for (const hours of [31, 40, 62]) {
      const { findings } = await validator.run(START + hours * HOUR);
      expect(findings.map((finding) => [finding.code, finding.key])).toEqual([['log-file-missing', key]]);
    }
  });

  test('and is gone is missing once, whether a digest lists it or not', async () => {
    const validator = validatorOf(smallCorpus({ hours: 80 }));
    const { corpus, store } = validator;
    const [key] = corpus.chain().logFilesOf(corpus.chain().normalKeys[30]);
    await validator.run(START + 30.3 * HOUR);
    expect(validator.checkpoints[0].pendingLogFiles.map((file) => file.key)).toContain(key);
    store.objects.delete(key);
    for (const hours of [30.4, 31, 40]) {
      const { findings } = await validator.run(START + hours * HOUR);
      expect(findings.map((finding) => [finding.code, finding.key])).toEqual([['log-file-missing', key]]);
    }
    expect(validator.checkpoints[0].openItems).toHaveLength(1);
  });

  test('is missed by a sweep too, and by shards of which one alone lists its time', async () => {
    const validator = validatorOf(smallCorpus({ hours: 80 }));
    const key = inject(validator, START + 30.1 * HOUR, 'INJECTEDINJECT00');
    await validator.run(START + 30.3 * HOUR);
    validator.store.objects.delete(key);
    expect((await validator.run(START + 31 * HOUR, { sweep: true })).codes).toEqual(['log-file-missing']);
  });

  test('and that the next digests list is nothing, hour by hour', async () => {
    const validator = validatorOf(smallCorpus({ hours: 80, backfills: [20, 31, 40], logsPerHour: 5 }));
    for (let hours = 10; hours < 75; hours++) {
      const { codes, result } = await validator.run(START + (hours + 0.4) * HOUR);
      expect([hours, codes, result.verdict]).toEqual([hours, [], 'VALID']);
    }
    expect(validator.checkpoints[0].pendingLogFiles.length).toBeLessThan(30);
  });

  test('takes no room from those that the next run does not list again', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    for (let hours = 20; hours < 26; hours++) {
      for (let index = 0; index < 1500; index++) {
        inject(validator, START + (hours + 0.2) * HOUR + index, `${hours}W${String(index).padStart(13, '0')}`);
      }
      await validator.run(START + (hours + 0.4) * HOUR);
      expect(validator.checkpoints[0].pendingLogFiles.length).toBeLessThanOrEqual(2000);
    }
    // Their digests are verified, and the last verified digest has waited for none of them but those that did not fit.
    const { findings } = await validator.run(START + 58 * HOUR);
    expect(findings.filter(({ code }) => code === 'log-file-unlisted').length).toBeGreaterThan(400);
  });
});
