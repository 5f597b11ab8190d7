import { gzipSync } from 'node:zlib';
import { judgeRollback, type Segment } from '../../../lambda/core';
import { Corpus, HOUR, logFileKey } from '../../support/corpus';
import { resign } from '../../support/corpus/vectors';
import { ACCOUNT, REGION, smallCorpus, START } from './harness';
import { afterADay, LATER, validatorOf } from './validator';

test('a quiet week, hour by hour: no finding, and every object read once', async () => {
  const hours = 7 * 24;
  const corpus = new Corpus({
    accounts: [ACCOUNT, '222222222222'],
    regions: [REGION, 'eu-west-1'],
    start: START,
    hours,
    logsPerHour: 2,
    backfills: [20, 90],
    idleHours: [50, 51],
  });
  const validator = validatorOf(corpus);
  const codes = new Set<string>();
  let [valid, mostListings] = [0, 0];
  for (let now = START + 2 * HOUR; now < corpus.end + 6 * HOUR; now += HOUR) {
    const before = validator.store.calls.listings;
    const outcome = await validator.run(now, { window: { start: START, end: Math.min(now, corpus.end) } });
    mostListings = now < START + 3 * HOUR ? 0 : Math.max(mostListings, validator.store.calls.listings - before);
    outcome.codes.forEach((code) => codes.add(code));
    const { digests, backfillDigests, logFiles } = outcome.result.counts;
    valid += digests.valid + backfillDigests.valid + logFiles.valid;
  }
  expect([...codes]).toEqual([]);
  expect(valid).toBe(validator.store.objects.size);
  expect(mostListings).toBe(2 * corpus.chains.length);
  const reads = validator.store.calls.reads.length;
  expect(reads).toBe(validator.store.objects.size);
});

describe('between two runs', () => {
  test('nothing happened: only what is new is read', async () => {
    const validator = await afterADay();
    const before = validator.store.calls.reads.length;
    const { result, codes } = await validator.run(LATER);
    expect(codes).toEqual([]);
    expect(result.counts.digests.valid).toBe(1);
    expect(validator.store.calls.reads.length - before).toBe(3);
  });

  test('the last verified digest was removed', async () => {
    const validator = await afterADay();
    validator.store.objects.delete(validator.checkpoints[0].segments[0].last.key);
    const { result, findings } = await validator.run(LATER);
    expect(result.verdict).toBe('INVALID');
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'digest-missing', detail: { knownBy: 'checkpoint' } }),
    );
  });

  test('the newest digests were removed', async () => {
    const validator = await afterADay();
    for (const key of validator.corpus.chain().normalKeys.slice(25)) validator.store.objects.delete(key);
    const { result, findings } = await validator.run(LATER);
    expect(result.verdict).toBe('INVALID');
    expect(findings.filter(({ code }) => code === 'digest-missing')).toHaveLength(4);
  });

  test('an old digest of the checkpoint was removed', async () => {
    const validator = await afterADay();
    validator.store.objects.delete(validator.corpus.chain().normalKeys[10]);
    expect(await validator.run(LATER)).toMatchObject({ codes: ['digest-missing'], result: { verdict: 'INVALID' } });
  });

  test('the whole account vanished', async () => {
    const validator = await afterADay();
    validator.store.objects.clear();
    const { codes, findings, result } = await validator.run(LATER);
    expect(result.verdict).toBe('INVALID');
    expect(codes).toContain('digest-missing');
    expect(findings.filter(({ code }) => code === 'digest-missing')).toHaveLength(29);
  });

  test('a segment before a restart was removed', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60, restarts: [{ afterHour: 10, gapHours: 3 }] }));
    await validator.run(START + 30 * HOUR);
    expect(validator.checkpoints[0].segments).toHaveLength(2);
    for (const key of validator.corpus.chain().normalKeys.slice(0, 11)) validator.store.objects.delete(key);
    const { result, findings } = await validator.run(LATER);
    expect(result.verdict).toBe('INVALID');
    expect(findings.filter(({ code }) => code === 'digest-missing')).toHaveLength(11);
  });

  test('a late backfill came', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60, backfills: [20] }));
    const [key] = validator.corpus.chain().backfillKeys;
    validator.store.get(key).lastModified = START + 30.5 * HOUR;
    for (const logFile of validator.corpus.chain().logFilesOf(key))
      validator.store.get(logFile).lastModified = START + 30.4 * HOUR;
    expect((await validator.run(START + 30 * HOUR)).codes).toEqual([]);
    const { result, codes } = await validator.run(LATER);
    expect(codes).toEqual([]);
    expect(result.counts.backfillDigests.valid).toBe(1);
    expect(validator.checkpoints[0].backfills).toHaveLength(1);
  });

  test('a backfill before the last verified digest was removed', async () => {
    const validator = await afterADay({ backfills: [20] });
    validator.store.objects.delete(validator.corpus.chain().backfillKeys[0]);
    expect(await validator.run(LATER)).toMatchObject({ codes: ['digest-missing'], result: { verdict: 'INVALID' } });
  });

  test('a digest was injected before the last verified one', async () => {
    const validator = await afterADay();
    const [from] = validator.corpus.chain().normalKeys.slice(9);
    const copy = from.replace(
      /(\d\d)Z\.json\.gz$/,
      (_, seconds: string) => `${seconds === '00' ? '01' : '00'}Z.json.gz`,
    );
    validator.store.objects.set(copy, { ...validator.store.get(from) });
    expect(await validator.run(LATER)).toMatchObject({ codes: ['digest-moved'], result: { verdict: 'INVALID' } });
  });

  test('a log file that waited for its digest never gets one', async () => {
    const validator = await afterADay();
    const key = logFileKey(validator.corpus.place, ACCOUNT, REGION, START + 29 * HOUR, 'INJECTEDINJECT00');
    const injected = { body: gzipSync('{}'), metadata: {}, lastModified: START + 29 * HOUR };
    const early = validatorOf(validator.corpus);
    early.store.objects.set(key, injected);
    expect((await early.run(START + 31 * HOUR)).codes).toEqual([]);
    expect((await early.run(START + 59.8 * HOUR)).codes).toEqual(['log-file-unlisted']);
  });
});

describe('a sweep', () => {
  test('finds what was altered before the last verified digest', async () => {
    const validator = await afterADay();
    const [key] = validator.corpus.chain().logFilesOf(validator.corpus.chain().normalKeys[5]);
    validator.store.get(key).body = gzipSync('{}');
    expect((await validator.run(LATER)).codes).toEqual([]);
    expect((await validator.run(LATER, { sweep: true })).codes).toEqual(['log-file-modified']);
  });

  test('finds another signed document in the place of a stored one', async () => {
    const validator = await afterADay({ backfills: [20] });
    const [key] = validator.corpus.chain().backfillKeys;
    resign(validator.store, validator.corpus, key, (document) => (document.newestEventTime = null));
    const { findings } = await validator.run(LATER, { sweep: true });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'chain-broken', key, detail: { knownBy: 'checkpoint' } }),
    );
  });

  test('leaves the checkpoint of a quiet chain as it is', async () => {
    const validator = await afterADay({ backfills: [20] });
    const before = validator.checkpoints[0];
    await validator.run(START + 30 * HOUR, { sweep: true });
    expect(validator.checkpoints[0]).toEqual(before);
  });

  test('leaves the last verified digest, though digests have come since', async () => {
    const validator = await afterADay();
    const { segments } = validator.checkpoints[0];
    await validator.run(LATER + 5 * HOUR, { sweep: true });
    expect(validator.checkpoints[0].segments).toEqual(segments);
  });

  test('comes back to the first finding that does not fit among the open items', async () => {
    const validator = await afterADay({ logsPerHour: 60 });
    const chain = validator.corpus.chain();
    const logFiles = chain.normalKeys.slice(2, 24).flatMap((key) => chain.logFilesOf(key));
    for (const key of logFiles) validator.store.get(key).body = gzipSync('{}');
    const { result } = await validator.run(LATER, { sweep: true });
    const [{ openItems, sweptTo = Infinity }] = validator.checkpoints;
    const fitting = chain.ends.slice(2, 24).filter((end) => end <= sweptTo).length;
    expect([result.counts.logFiles.invalid, openItems.length]).toEqual([logFiles.length, 500]);
    expect(fitting).toBe(8);
  });
});

describe('the stored checkpoints', () => {
  const checkpoints = async () => {
    const validator = await afterADay({ backfills: [20] });
    const older = validator.checkpoints;
    await validator.run(LATER);
    return { older, newer: validator.checkpoints };
  };

  test('are right if they equal the evidence or are newer', async () => {
    const { older, newer } = await checkpoints();
    expect(judgeRollback(newer, newer)).toEqual([]);
    expect(judgeRollback(newer, older)).toEqual([]);
    expect(judgeRollback([], [])).toEqual([]);
  });

  test('are right if they have joined what the evidence holds apart', async () => {
    const validator = await afterADay();
    const [rest] = validator.checkpoints;
    const links = validator.corpus.chain().normalKeys.map((key, index) => {
      const end = validator.corpus.chain().ends[index];
      return { bucket: 'trail-logs', key, start: end - HOUR, end, sha256: key, signature: '' };
    });
    const apart = [links.slice(5, 9), links.slice(10, 20)].map((row) => ({ first: row[0], last: row[row.length - 1] }));
    const of = (...held: Segment[]) => [{ ...rest, segments: held }];
    const joined = { first: links[4], last: links[21] };
    expect(judgeRollback(of(joined), of(...apart))).toEqual([]);
    const finding = [expect.objectContaining({ code: 'checkpoint-rolled-back' })];
    expect(judgeRollback(of(...apart), of(joined))).toEqual(finding);
    expect(judgeRollback(of({ ...joined, first: links[6] }), of(...apart))).toEqual(finding);
    expect(judgeRollback(of({ ...joined, last: links[15] }), of(...apart))).toEqual(finding);
    const other = { ...joined, first: { ...links[5], sha256: 'another' } };
    expect(judgeRollback(of(other), of(...apart))).toEqual(finding);
  });

  test('are tampered with if they are older than the evidence, or gone', async () => {
    const { older, newer } = await checkpoints();
    const finding = expect.objectContaining({ code: 'checkpoint-rolled-back', severity: 'INVALID' });
    expect(judgeRollback(older, newer)).toEqual([finding]);
    expect(judgeRollback([], newer)).toEqual([finding]);
    expect(judgeRollback([{ ...newer[0], backfills: [] }], newer)).toEqual([finding]);
  });
});
