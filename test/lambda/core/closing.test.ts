// What must not close an open item, advance the last verified digest, or lose what is stored: each by one act of an attacker.
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  lastVerifiedEnd,
  ListingFailed,
  mergeChain,
  nextCheckpoint,
  validateShards,
  validateTrail,
  type Checkpoint,
  type Finding,
  type PublicKey,
} from '../../../lambda/core';
import { HOUR, logFileKey, type MemoryStore } from '../../support/corpus';
import { ACCOUNT, findingOf, REGION, requestFor, smallCorpus, START } from './harness';
import { afterADay, LATER, validatorOf, type Validator } from './validator';

const EMPTY = gzipSync('{}');

/** A day whose log file, or digest, of one hour was tampered with, and that was found. */
async function found(tamper: (store: MemoryStore, digest: string, logFile: string) => void): Promise<Validator> {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const { store, corpus } = validator;
  const digest = corpus.chain().normalKeys[3];
  const [logFile] = corpus.chain().logFilesOf(digest);
  tamper(store, digest, logFile);
  expect((await validator.run(START + 30 * HOUR)).result.verdict).toBe('INVALID');
  return validator;
}

const modify = (store: MemoryStore, _: string, logFile: string) => void (store.get(logFile).body = EMPTY);

function inject(store: MemoryStore, validator: Validator, time: number, id = 'INJECTEDINJECT00'): string {
  const key = logFileKey(validator.corpus.place, ACCOUNT, REGION, time, id);
  store.objects.set(key, { body: EMPTY, metadata: {}, lastModified: time });
  return key;
}

describe('an INVALID finding stays', () => {
  test('when the keys of the Region are unavailable in a sweep', async () => {
    const validator = await found(modify);
    validator.store.keyFailures.set(REGION, { failure: 'denied' });
    expect((await validator.run(LATER, { sweep: true })).result.verdict).toBe('INVALID');
    validator.store.keyFailures.clear();
    const { result, codes } = await validator.run(LATER + HOUR);
    expect([result.verdict, codes]).toEqual(['INVALID', ['log-file-modified']]);
  });

  test('when the keys of the Region are unavailable to the next run', async () => {
    const validator = await found((store, digest) => void (store.get(digest).metadata.signature = '00'.repeat(256)));
    validator.store.keyFailures.set(REGION, { failure: 'denied' });
    expect((await validator.run(LATER)).result.verdict).toBe('INVALID');
    validator.store.keyFailures.clear();
    expect((await validator.run(LATER + HOUR)).codes).toContain('digest-signature-invalid');
  });

  test.each([
    ['archived', 'log-file-unreadable'],
    ['undecryptable', 'log-file-unreadable'],
  ] as const)('when the object is made %s', async (failure, code) => {
    const validator = await found(modify);
    const [key] = validator.corpus.chain().logFilesOf(validator.corpus.chain().normalKeys[3]);
    validator.store.failures.set(key, { failure });
    expect((await validator.run(LATER)).codes).toEqual(['log-file-modified', code]);
    expect((await validator.run(LATER + HOUR, { sweep: true })).codes).toEqual(['log-file-modified', code]);
  });

  test('when the digest that lists its object is made unreadable before a sweep', async () => {
    const validator = await found(modify);
    validator.store.failures.set(validator.corpus.chain().normalKeys[3], { failure: 'archived' });
    expect((await validator.run(LATER, { sweep: true })).codes).toContain('log-file-modified');
  });

  test('when an object too large to be read is put in the place of a digest that is missing', async () => {
    const validator = await found((store, digest) => void store.objects.delete(digest));
    const body = Buffer.alloc(64 * 1024 * 1024 + 1);
    validator.store.objects.set(validator.corpus.chain().normalKeys[3], { body, metadata: {}, lastModified: LATER });
    expect((await validator.run(LATER)).codes).toEqual(expect.arrayContaining(['digest-missing', 'digest-too-large']));
  });

  test('when so many unrecognized objects are injected that no more findings fit', async () => {
    const validator = await found(modify);
    const next = validator.corpus.chain().normalKeys[30];
    for (let index = 0; index < 1200; index++)
      validator.store.objects.set(`${next}.${index}`, { body: EMPTY, metadata: {}, lastModified: LATER });
    await validator.run(LATER + HOUR);
    expect((await validator.run(LATER + 2 * HOUR)).codes).toEqual(['log-file-modified', 'unexpected-object']);
  });

  test('when the checkpoint was rolled back twice, and so do both of these findings', async () => {
    const validator = await afterADay();
    const rolledBack = (time: number) => {
      const range = { start: time, end: time };
      const about = {
        code: 'checkpoint-rolled-back',
        severity: 'INVALID',
        accountId: ACCOUNT,
        region: REGION,
      } as const;
      return { finding: { ...about, range }, firstSeen: time };
    };
    const openItems = [rolledBack(START), rolledBack(START + HOUR)];
    validator.checkpoints = validator.checkpoints.map((checkpoint) => ({ ...checkpoint, openItems }));
    await validator.run(LATER);
    expect(validator.checkpoints[0].openItems).toHaveLength(2);
  });

  test('when a worse finding about its object does not fit', async () => {
    const validator = await afterADay();
    const { store, corpus } = validator;
    const digestKey = corpus.chain().normalKeys[3];
    const [key] = corpus.chain().logFilesOf(digestKey);
    const about = { accountId: ACCOUNT, region: REGION, bucket: corpus.place.bucket };
    const delivered = START + 10 * HOUR;
    const injected = Array.from({ length: 500 }, (_, index): Finding => {
      const name = logFileKey(corpus.place, ACCOUNT, REGION, delivered, `INJECTED${index}`);
      return { code: 'log-file-unlisted', severity: 'INVALID', ...about, key: name, detail: { delivered } };
    });
    const unreadable: Finding = { code: 'log-file-unreadable', severity: 'INCOMPLETE', ...about, key, digestKey };
    const openItems = [...injected, unreadable].map((finding) => ({ finding, firstSeen: START }));
    validator.checkpoints = validator.checkpoints.map((checkpoint) => ({ ...checkpoint, openItems }));
    store.objects.delete(key);
    await validator.run(LATER);
    const { codes } = await validator.run(LATER + HOUR, { acknowledged: validator.seen(injected) });
    expect(codes).toEqual(['log-file-missing']);
  });

  test('until a person acknowledges it, and is a notice from then on', async () => {
    const validator = await found(modify);
    const acknowledged = validator.seen();
    const { findings, result } = await validator.run(LATER, { acknowledged });
    expect([result.verdict, findings]).toEqual([
      'VALID',
      [expect.objectContaining({ code: 'log-file-modified', severity: 'NOTICE', acknowledged: true })],
    ]);
  });
});

test('an unverified log file is reported as tampering once its digests can be read again', async () => {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const { store, corpus } = validator;
  inject(store, validator, START + 5.2 * HOUR);
  for (const key of corpus.chain().normalKeys.slice(4, 8)) store.failures.set(key, { failure: 'archived' });
  expect((await validator.run(START + 40 * HOUR)).codes).toContain('log-file-unverified');
  store.failures.clear();
  expect((await validator.run(START + 41 * HOUR)).codes).toEqual(['log-file-unlisted']);
});

test('hours that seemed uncovered while keys were unavailable close afterwards', async () => {
  const validator = await afterADay();
  validator.store.keyFailures.set(REGION, { failure: 'denied' });
  await validator.run(LATER, { sweep: true });
  validator.store.keyFailures.clear();
  expect((await validator.run(LATER + HOUR)).result.verdict).toBe('VALID');
});

test('a missing digest closes once it exists, whatever unexpected content it has', async () => {
  const validator = await afterADay();
  const [key, { store }] = [validator.corpus.chain().normalKeys[3], validator];
  const object = store.get(key);
  store.objects.delete(key);
  expect((await validator.run(LATER + HOUR)).codes).toEqual(['digest-missing']);
  store.objects.set(key, { ...object, metadata: { ...object.metadata, 'signature-algorithm': 'new' } });
  expect((await validator.run(LATER + 2 * HOUR)).codes).toEqual(['unexpected-content']);
});

test('a digest that could not be read once takes its place, and is not read again by each run', async () => {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const key = validator.corpus.chain().normalKeys[10];
  validator.store.failures.set(key, { failure: 'transient' });
  await validator.run(START + 30 * HOUR);
  validator.store.failures.clear();
  await validator.run(LATER);
  expect(validator.checkpoints[0].segments).toHaveLength(1);
  expect((await validator.run(LATER + HOUR)).result.counts.digests.valid).toBe(1);
});

test('log files that could not be listed in an earlier shard are not skipped by a later one', async () => {
  const validator = validatorOf(smallCorpus({ hours: 90 }));
  const { store, corpus } = validator;
  const lastVerified = corpus.chain().ends[10];
  const names = ['AAAAAAA000000000', 'INJECTED00000000'].map((id) => inject(store, validator, lastVerified, id));
  names.forEach((name) => void (store.get(name).lastModified = lastVerified - 1000));
  const list = store.listObjects.bind(store);
  store.listObjects = async function* (bucket, range) {
    for await (const page of list(bucket, range)) {
      const isBroken = range.prefix.includes('/CloudTrail/') && page.some(({ key }) => key >= names[1]);
      yield isBroken ? page.filter(({ key }) => key < names[1]) : page;
      if (isBroken) throw new ListingFailed({ failure: 'transient' });
    }
  };
  const window = { start: START, end: START + 89 * HOUR };
  const request = requestFor(corpus, { window, now: window.end });
  store.now = window.end;
  const middle = START + 41 * HOUR;
  const shards = [
    { start: window.start, end: middle },
    { start: middle, end: window.end },
  ].map((shard) => ({ accountId: ACCOUNT, region: REGION, shard }));
  const results = await validateShards(store, request, shards, () => undefined);
  validator.checkpoints = [nextCheckpoint(mergeChain(results, request).result, undefined, request)];
  store.listObjects = list;
  const { findings } = await validator.run(START + 90 * HOUR);
  const found = findings.filter(({ code }) => code === 'log-file-unlisted').map(({ key }) => key);
  expect(found.sort()).toEqual(names);
});

describe('log files that can not be listed', () => {
  const withoutListing = async () => {
    const validator = await afterADay();
    const prefix = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`;
    validator.store.listingFailures.set(prefix, { failure: 'denied' });
    return validator;
  };

  test('hold the last verified digest, so that what was injected meanwhile is found', async () => {
    const validator = await withoutListing();
    const before = lastVerifiedEnd(validator.checkpoints[0]);
    inject(validator.store, validator, START + 31.2 * HOUR);
    for (const hour of [31, 32, 33]) await validator.run(START + hour * HOUR);
    expect(lastVerifiedEnd(validator.checkpoints[0])).toBe(before);
    validator.store.listingFailures.clear();
    expect((await validator.run(START + 62 * HOUR)).codes).toEqual(['log-file-unlisted']);
  });

  test('close with the next run that can list them, and can not be acknowledged', async () => {
    const validator = await withoutListing();
    const acknowledged = [{ name: `listing-failed ${ACCOUNT} ${REGION}` }];
    expect((await validator.run(LATER, { acknowledged })).result.verdict).toBe('INCOMPLETE');
    validator.store.listingFailures.clear();
    expect((await validator.run(LATER + HOUR)).result.verdict).toBe('VALID');
  });
});

test('a list of digests that breaks in the middle leaves the checkpoint as it was', async () => {
  const validator = await afterADay();
  const before = validator.checkpoints[0];
  validator.store.listingFailures.set(`AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`, { failure: 'transient' });
  expect((await validator.run(LATER + 5 * HOUR)).codes).toEqual(['listing-failed', 'not-validated']);
  expect(validator.checkpoints[0]).toEqual(before);
});

test('a pending log file stays stored while a busy chain has a thousand others', async () => {
  const validator = await afterADay();
  const key = inject(validator.store, validator, START + 30.1 * HOUR);
  await validator.run(LATER + HOUR);
  expect(validator.checkpoints[0].pendingLogFiles.map((file) => file.key)).toContain(key);
  for (const hour of [33, 34, 35]) {
    for (let index = 0; index < 1100; index++)
      inject(validator.store, validator, START + (hour - 0.2) * HOUR, `WAITS${hour}${index}`);
    await validator.run(START + hour * HOUR);
    expect(validator.checkpoints[0].pendingLogFiles.map((file) => file.key)).toContain(key);
  }
});

test('a forged digest does not avoid its verdict by a time at which AWS has no keys', async () => {
  const validator = await afterADay();
  const { store, corpus } = validator;
  const object = store.get(corpus.chain().normalKeys[30]);
  const document = JSON.parse(gunzipSync(object.body).toString()) as Record<string, unknown>;
  object.body = gzipSync(JSON.stringify({ ...document, digestPublicKeyFingerprint: 'ab'.repeat(16) }));
  object.metadata['backfill-generation-timestamp'] = '0001-01-01T00:00:00Z';
  const answer = store.answerKeys;
  store.answerKeys = (range, all): readonly PublicKey[] => {
    if (range.start < 0) throw new Error('InvalidTimeRangeException');
    return answer(range, all);
  };
  expect((await validator.run(LATER + 2 * HOUR)).codes).toContain('digest-key-unknown');
});

test('names as long as S3 allows do not fill the checkpoint of the chain', async () => {
  const validator = await afterADay();
  for (let index = 0; index < 3000; index++)
    inject(validator.store, validator, START + 31.5 * HOUR, randomBytes(600).toString('base64url').slice(0, 800));
  await validator.run(START + 59 * HOUR);
  await validator.run(START + 60 * HOUR);
  expect(packed(validator.checkpoints[0])).toBeLessThan(390_000);
  inject(validator.store, validator, START + 59.9 * HOUR, 'LATER'.repeat(100));
  await validator.run(START + 61 * HOUR);
  expect(packed(validator.checkpoints[0])).toBeLessThan(390_000);
});

describe('a run that is stopped', () => {
  /** Stops as soon as so many objects were read. */
  async function runStoppedAfter(validator: Validator, now: number, reads: number) {
    const controller = new AbortController();
    const read = validator.store.readObject.bind(validator.store);
    const before = validator.store.calls.reads.length;
    validator.store.readObject = (...request) => {
      if (validator.store.calls.reads.length - before >= reads) controller.abort();
      return read(...request);
    };
    const outcome = await validator.run(now, { signal: controller.signal });
    validator.store.readObject = read;
    return outcome;
  }

  test('in the minute of its last verified digest leaves that minute to the next', async () => {
    const validator = await afterADay();
    await runStoppedAfter(validator, START + 59 * HOUR, 40);
    const [checkpoint] = validator.checkpoints;
    const lastVerified = lastVerifiedEnd(checkpoint) ?? NaN;
    expect(lastVerified).toBeGreaterThan(START + 31 * HOUR);
    expect(lastVerified).toBeLessThan(START + 50 * HOUR);
    inject(validator.store, validator, lastVerified + 2000);
    expect((await validator.run(START + 130 * HOUR)).codes).toContain('log-file-unlisted');
  });

  test('while it judges injected files ends soon, and the next one goes on with them', async () => {
    const validator = await afterADay();
    for (let index = 0; index < 400; index++)
      inject(validator.store, validator, START + 31.5 * HOUR, `INJECTED${String(index).padStart(8, '0')}`);
    const found = new Set<string>();
    let runs = 0;
    for (let isOver = false; !isOver && runs < 50; runs++) {
      const { codes, keys } = await runStoppedAtFinding(validator, START + 70 * HOUR, 60);
      keys.forEach((key) => found.add(key));
      isOver = !codes.includes('not-validated');
    }
    expect([found.size, runs > 2, runs < 12]).toEqual([400, true, true]);
  });
});

/** Stops after so many new findings; returns the codes, and the keys of files that no digest lists. */
async function runStoppedAtFinding(validator: Validator, now: number, count: number) {
  const controller = new AbortController();
  const { checkpoints, store, corpus } = validator;
  const window = { start: START, end: now };
  const request = requestFor(corpus, { window, now, checkpoints, signal: controller.signal });
  const findings: Finding[] = [];
  store.now = now;
  const { chains } = await validateTrail(store, request, (event) => {
    findings.push(...findingOf(event));
    if (findings.filter(({ firstSeen }) => firstSeen === undefined).length >= count) controller.abort();
  });
  validator.checkpoints = chains.map((result) => nextCheckpoint(result, checkpoints[0], request));
  const unlisted = findings.filter(({ code }) => code === 'log-file-unlisted');
  return { codes: findings.map(({ code }) => code), keys: unlisted.map(({ key = '' }) => key) };
}

function packed(checkpoint: Checkpoint): number {
  return gzipSync(JSON.stringify(checkpoint)).length;
}
