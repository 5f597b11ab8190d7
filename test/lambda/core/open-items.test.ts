import { gzipSync } from 'node:zlib';
import { acknowledgementOf } from '../../../lambda/core';
import { HOUR, logFileKey } from '../../support/corpus';
import { ACCOUNT, REGION, smallCorpus, START } from './harness';
import { LATER, validatorOf, type Validator } from './validator';

describe('open items', () => {
  const damaged = async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const [key] = validator.corpus.chain().logFilesOf(validator.corpus.chain().normalKeys[5]);
    const { body } = validator.store.get(key);
    validator.store.get(key).body = gzipSync('{}');
    const { findings } = await validator.run(START + 30 * HOUR);
    return { validator, key, body, findings };
  };

  test('stay in the verdict once later digests are verified', async () => {
    const { validator } = await damaged();
    const { result, findings } = await validator.run(LATER);
    expect(result.verdict).toBe('INVALID');
    expect(findings).toEqual([expect.objectContaining({ code: 'log-file-modified', firstSeen: START + 30 * HOUR })]);
    expect((await validator.run(LATER + HOUR)).codes).toEqual(['log-file-modified']);
  });

  test('close when the object is verified', async () => {
    const { validator, key, body } = await damaged();
    validator.store.get(key).body = body;
    expect((await validator.run(LATER)).result.verdict).toBe('VALID');
    expect(validator.checkpoints[0].openItems).toEqual([]);
  });

  test('close when a person acknowledges them by name', async () => {
    const { validator } = await damaged();
    const acknowledged = validator.seen();
    expect((await validator.run(LATER, { acknowledged })).result.verdict).toBe('VALID');
    expect((await validator.run(LATER + HOUR, { acknowledged })).result.verdict).toBe('VALID');
  });

  test('close when retention ends', async () => {
    const { validator } = await damaged();
    expect((await validator.run(LATER, { retentionStart: START + 10 * HOUR })).result.verdict).toBe('VALID');
  });

  test('do not close when the injected file is deleted again', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = logFileKey(validator.corpus.place, ACCOUNT, REGION, START + 5 * HOUR, 'INJECTEDINJECT00');
    validator.store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: START + 5 * HOUR });
    expect((await validator.run(START + 40 * HOUR)).codes).toEqual(['log-file-unlisted']);
    validator.store.objects.delete(key);
    expect((await validator.run(START + 41 * HOUR)).codes).toEqual(['log-file-unlisted']);
  });

  test('a digest that was late is verified when it comes, with its log files', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = validator.corpus.chain().normalKeys[28];
    validator.store.get(key).lastModified = START + 30.5 * HOUR;
    const first = await validator.run(START + 30.2 * HOUR);
    expect(first.codes).toEqual(['digest-pending']);
    const { result, codes } = await validator.run(START + 31.2 * HOUR);
    expect(codes).toEqual([]);
    expect(result.counts.digests.valid).toBe(2);
    expect(validator.checkpoints[0].openItems).toEqual([]);
  });

  test('a digest that never comes is missing after a day', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = validator.corpus.chain().normalKeys[28];
    validator.store.objects.delete(key);
    expect((await validator.run(START + 30.2 * HOUR)).codes).toEqual(['digest-pending']);
    expect((await validator.run(START + 40 * HOUR)).codes).toEqual(['digest-pending']);
    expect((await validator.run(START + 55 * HOUR)).result.verdict).toBe('INVALID');
  });

  test('a digest that could not be read is read again', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = validator.corpus.chain().normalKeys[5];
    validator.store.failures.set(key, { failure: 'archived' });
    expect((await validator.run(START + 30 * HOUR)).result.verdict).toBe('INCOMPLETE');
    validator.store.failures.clear();
    const { result } = await validator.run(LATER);
    expect(result.verdict).toBe('VALID');
  });

  test('nothing counts as verified where the keys of a Region are unavailable', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    validator.store.keyFailures.set(REGION, { failure: 'denied' });
    await validator.run(START + 30 * HOUR);
    expect(validator.checkpoints[0].segments).toEqual([]);
    validator.store.keyFailures.clear();
    const { result } = await validator.run(LATER);
    expect(result.counts.digests.valid).toBe(30);
    expect(result.verdict).toBe('VALID');
  });
});

describe('what a person has acknowledged', () => {
  test.each<[string, (validator: Validator) => void]>([
    ['public keys that are unavailable', ({ store }) => void store.keyFailures.set(REGION, { failure: 'denied' })],
    [
      'a list of log files that fails',
      ({ store }) =>
        void store.listingFailures.set(`AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`, { failure: 'transient' }),
    ],
  ])('makes nothing valid: %s', async (_, fail) => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    fail(validator);
    const { findings, result: before } = await validator.run(START + 30 * HOUR);
    const acknowledged = findings.map(acknowledgementOf);
    const { result } = await validator.run(START + 30 * HOUR, { acknowledged });
    const { digests } = before.counts;
    expect([result.verdict, result.counts.digests]).toEqual(['INCOMPLETE', digests]);
  });

  test('of digests that can not be read counts them as unverified', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    for (const key of validator.corpus.chain().normalKeys) {
      validator.store.failures.set(key, { failure: 'undecryptable' });
    }
    const { findings, result: before } = await validator.run(START + 30 * HOUR);
    const { result } = await validator.run(START + 30 * HOUR, { acknowledged: findings.map(acknowledgementOf) });
    expect([before, result].map(({ counts }) => counts.digests.valid)).toEqual([0, 0]);
    expect(result.counts.digests.unverified).toBe(before.counts.digests.unverified);
  });

  test('does not count as valid', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const [key] = validator.corpus.chain().logFilesOf(validator.corpus.chain().normalKeys[5]);
    validator.store.get(key).body = gzipSync('{}');
    const before = await validator.run(START + 30 * HOUR);
    const acknowledged = before.findings.map(acknowledgementOf);
    validator.checkpoints = [];
    const single = { acknowledged, isContinued: false };
    const { logFiles } = (await validator.run(START + 30 * HOUR, single)).result.counts;
    const { valid, invalid } = before.result.counts.logFiles;
    expect(logFiles).toEqual({ valid, invalid: invalid - 1, unverified: 1 });
  });
});
