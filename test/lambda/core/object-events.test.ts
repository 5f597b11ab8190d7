import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { FINDINGS, type ObjectEvent, type ValidationRequest } from '../../../lambda/core';
import { type Corpus, HOUR, MemoryStore } from '../../support/corpus';
import { corpusOf, digestOf, logFileOf, requestOf, VECTORS } from '../../support/corpus/vectors';
import { requestFor, smallCorpus, START, validate, type Outcome } from './harness';
import { afterADay, LATER } from './validator';

type Change = (store: MemoryStore, corpus: Corpus) => void;

/** The small corpus with a version of each object, changed, and what is reported of its objects. */
async function judged(change: Change = () => undefined, overrides: Partial<ValidationRequest> = {}) {
  const corpus = smallCorpus({ hours: 6, backfills: [3] });
  const store = versioned(MemoryStore.of(corpus));
  change(store, corpus);
  const outcome = await validate(store, requestFor(corpus, { reportsObjects: true, ...overrides }));
  return { ...outcome, corpus, store, objects: objectsIn(outcome) };
}

function objectsIn({ events }: Pick<Outcome, 'events'>): ObjectEvent[] {
  return events.flatMap((event) => (event.type === 'object' ? [event] : []));
}

function versioned(store: MemoryStore): MemoryStore {
  for (const [key, object] of store.objects) {
    object.versionId = createHash('md5').update(key).digest('hex');
    object.storageClass = key.includes('Digest') ? 'STANDARD' : 'GLACIER_IR';
  }
  return store;
}

/** The one event of an object. */
function eventOf(objects: readonly ObjectEvent[], key: string): ObjectEvent {
  const own = objects.filter((event) => event.key === key);
  expect(own).toHaveLength(1);
  return own[0];
}

test('each digest and log file has one event, with what the response to its GET says', async () => {
  const { objects, store, result } = await judged();
  expect(objects.map(({ key }) => key).sort()).toEqual([...store.objects.keys()].sort());
  for (const { key, verdict, code, versionId, size, lastModified, storageClass } of objects) {
    const { body, ...stored } = store.get(key);
    expect({ verdict, code }).toEqual({ verdict: 'VALID', code: undefined });
    const facts = { lastModified: stored.lastModified, versionId: stored.versionId, storageClass: stored.storageClass };
    expect({ versionId, size, lastModified, storageClass }).toEqual({ ...facts, size: body.length });
  }
  const count = (kind: ObjectEvent['kind']) => objects.filter((event) => event.kind === kind).length;
  const { digests, backfillDigests, logFiles } = result.counts;
  expect([count('digest'), count('backfill-digest'), count('log-file')]).toEqual([
    digests.valid,
    backfillDigests.valid,
    logFiles.valid,
  ]);
});

test('an object that was written between the listing and the GET has the version that was read', async () => {
  const { objects, key } = await judged((store, corpus) => {
    const digest = digestOf(corpus, 4);
    const read = store.readObject.bind(store);
    store.readObject = (bucket, name, streamAbove) => {
      // The listing has named the object before: from now on there is a newer version of the same bytes.
      if (name === digest) store.objects.set(digest, { ...store.get(digest), versionId: 'newer', lastModified: START });
      return read(bucket, name, streamAbove);
    };
  }).then((outcome) => ({ ...outcome, key: digestOf(outcome.corpus, 4) }));
  expect(eventOf(objects, key)).toMatchObject({ verdict: 'VALID', versionId: 'newer', lastModified: START });
});

describe('what is not valid is named with its verdict, its code and the version that was read', () => {
  const key = (corpus: Corpus) => logFileOf(corpus, 3);
  const ROWS: [string, Change, (corpus: Corpus) => string, Partial<ObjectEvent>][] = [
    [
      'a log file that was changed',
      (store, corpus) => {
        const object = store.get(key(corpus));
        Object.assign(object, { body: gzipSync('{"Records":[]}'), versionId: 'changed' });
      },
      key,
      { verdict: 'INVALID', code: 'log-file-modified', versionId: 'changed', kind: 'log-file' },
    ],
    [
      'a log file that is gone',
      (store, corpus) => void store.objects.delete(key(corpus)),
      key,
      { verdict: 'MISSING', code: 'log-file-missing' },
    ],
    [
      'a log file that can not be read',
      (store, corpus) => void store.failures.set(key(corpus), { failure: 'denied' }),
      key,
      { verdict: 'UNVERIFIED', code: 'log-file-unreadable' },
    ],
    [
      'a log file that no digest lists',
      (store, corpus) => {
        const planted = { body: gzipSync('{}'), metadata: {}, lastModified: store.get(key(corpus)).lastModified };
        store.objects.set(planting(corpus), planted);
      },
      planting,
      { verdict: 'INVALID', code: 'log-file-unlisted', size: gzipSync('{}').length },
    ],
    [
      'a digest that is gone',
      (store, corpus) => void store.objects.delete(digestOf(corpus, 3)),
      (corpus) => digestOf(corpus, 3),
      { verdict: 'MISSING', code: 'digest-missing', kind: 'digest' },
    ],
    [
      'a digest that is no gzip file',
      (store, corpus) => void Object.assign(store.get(digestOf(corpus, 3)), { body: Buffer.from('none') }),
      (corpus) => digestOf(corpus, 3),
      { verdict: 'INVALID', code: 'digest-malformed', size: 4 },
    ],
    [
      'an object among the digests',
      (store, corpus) => void store.objects.set(stray(corpus), { body: Buffer.from('x'), metadata: {} }),
      stray,
      { verdict: 'UNVERIFIED', code: 'unexpected-object', size: 1 },
    ],
  ];

  test.each(ROWS)('%s', async (_name, change, keyOf, expected) => {
    const { objects, corpus, store } = await judged(change);
    const event = eventOf(objects, keyOf(corpus));
    expect(event).toMatchObject(expected);
    if (expected.versionId === undefined) {
      const wasRead = event.code === 'digest-malformed';
      expect(event.versionId).toBe(wasRead ? store.get(event.key).versionId : undefined);
    }
  });

  function planting(corpus: Corpus): string {
    return logFileOf(corpus, 3).replace(/_\w{16}\.json/, '_AAAAAAAAAAAAAAAA.json');
  }

  function stray(corpus: Corpus): string {
    return digestOf(corpus, 3).replace(/[^/]+$/, 'readme.txt');
  }
});

test('what a person has acknowledged is still tampered with', async () => {
  const validator = await afterADay();
  const key = logFileOf(validator.corpus, 31);
  validator.store.get(key).body = gzipSync('{}');
  await validator.run(LATER + 3 * HOUR);
  const acknowledged = validator.seen();
  const { objects } = await validator
    .run(LATER + 4 * HOUR, { acknowledged, reportsObjects: true })
    .then((outcome) => ({ ...outcome, objects: objectsIn(outcome) }));
  expect(eventOf(objects, key)).toMatchObject({ verdict: 'INVALID', code: 'log-file-modified' });
});

describe('whatever was done to a bucket', () => {
  test.each(VECTORS.filter(({ isSlow }) => isSlow !== true))('$name', async (vector) => {
    const corpus = corpusOf(vector);
    const bucketOf = () => {
      const store = versioned(MemoryStore.of(corpus));
      vector.change?.(store, corpus);
      return store;
    };
    const store = bucketOf();
    const outcome = await validate(store, requestOf({ ...vector, request: asked(vector.request) }, corpus));
    const objects = objectsIn(outcome);
    const without = await validate(bucketOf(), requestOf(vector, corpus));
    expect(othersOf(outcome)).toEqual(othersOf(without));
    for (const { key, verdict, versionId } of objects) {
      if (verdict === 'VALID') expect(store.objects.has(key)).toBe(true);
      if (verdict === 'MISSING') expect(versionId).toBeUndefined();
      if (versionId !== undefined) expect(versionId).toBe(store.get(key).versionId);
    }
    // Each finding about an object is in the events of that object.
    for (const { code, key, severity, accountId } of outcome.findings) {
      const { about, closedBy } = FINDINGS[code];
      const isOfObject = about === 'object' || ['content', 'link', 'listing'].includes(closedBy);
      if (key === undefined || accountId === undefined || severity === 'NOTICE' || !isOfObject) continue;
      const verdicts = objects.filter((event) => event.key === key).map(({ verdict }) => verdict);
      const worse = severity === 'INVALID' ? ['INVALID', 'MISSING'] : ['INVALID', 'MISSING', 'UNVERIFIED'];
      expect({ code, key, found: verdicts.some((verdict) => worse.includes(verdict)) }).toEqual({
        code,
        key,
        found: true,
      });
    }
  });

  /** Several chains are verified side by side, in any order. */
  function othersOf({ events }: Outcome): string[] {
    const others = events.filter(({ type }) => type !== 'object' && type !== 'progress');
    return others.map((event) => JSON.stringify(event)).sort();
  }

  function asked(request: (corpus: Corpus) => Partial<ValidationRequest> = () => ({})) {
    return (corpus: Corpus) => ({ ...request(corpus), reportsObjects: true });
  }
});
