import type { FormerLocation, ValidationRequest } from '../../../lambda/core';
import { HOUR, MemoryStore, type CorpusOptions } from '../../support/corpus';
import { resign } from '../../support/corpus/vectors';
import { requestFor, smallCorpus, START, validate } from './harness';
import { Validator } from './validator';

const OWNER = '222222222222';
/** The digest of the 12th hour is the last one in the former location. */
const MOVED = 12;

interface Scene {
  readonly name: string;
  readonly options: Partial<CorpusOptions>;
  readonly former: Pick<FormerLocation, 'bucket' | 'keyPrefix'>;
}

const SCENES: readonly Scene[] = [
  {
    name: 'to another bucket',
    options: { formerPlaces: [{ bucket: 'former-logs', throughHour: MOVED }] },
    former: { bucket: 'former-logs' },
  },
  {
    name: 'to another prefix of the bucket',
    options: { keyPrefix: 'new', formerPlaces: [{ bucket: 'trail-logs', keyPrefix: 'old', throughHour: MOVED }] },
    former: { bucket: 'trail-logs', keyPrefix: 'old' },
  },
  {
    name: 'to another bucket and another prefix',
    options: { keyPrefix: 'new', formerPlaces: [{ bucket: 'former-logs', throughHour: MOVED }] },
    former: { bucket: 'former-logs' },
  },
];

function sceneOf({ options, former }: Scene, hours = 24) {
  const corpus = smallCorpus({ hours, ...options });
  const [store, ends] = [MemoryStore.of(corpus), corpus.chain().ends];
  const declared = { ...former, ownerAccountId: OWNER, since: START, until: ends[MOVED] + HOUR / 4 };
  return { corpus, store, ends, declared, keys: corpus.chain().normalKeys };
}

describe.each(SCENES)('a trail that was moved $name', (scene) => {
  test('is valid where the former location is declared, to its last log file', async () => {
    const { corpus, store, declared } = sceneOf(scene);
    const request = requestFor(corpus, { formerLocations: [declared], isContinued: false, isDedicated: true });
    const { result, codes } = await validate(store, request);
    expect(codes).toEqual([]);
    expect(result.verdict).toBe('VALID');
    expect(result.counts.digests.valid).toBe(25);
    expect(result.counts.logFiles.valid).toBe(48);
  });

  test('is incomplete where it is not declared, and so is one that is declared for another time', async () => {
    const { corpus, store, declared } = sceneOf(scene);
    for (const formerLocations of [
      undefined,
      [{ ...declared, until: declared.until - 5 * HOUR }],
      [{ ...declared, bucket: 'other-logs' }],
      [{ ...declared, keyPrefix: 'elsewhere' }],
    ]) {
      const { codes } = await validate(store, requestFor(corpus, { formerLocations, isContinued: false }));
      expect(codes).toContain('bucket-not-allowed');
      expect(codes).not.toContain('digest-missing');
    }
  });

  test.each<[string, (scene: ReturnType<typeof sceneOf>) => void, string[]]>([
    [
      'a log file of the former location is changed',
      ({ corpus, store, keys }) =>
        (store.get(corpus.chain().logFilesOf(keys[5])[0]).body = store.get(corpus.chain().logFilesOf(keys[6])[1]).body),
      ['log-file-modified'],
    ],
    [
      'a log file of the hour of the move is gone from the former location',
      ({ corpus, store, keys }) => store.objects.delete(corpus.chain().logFilesOf(keys[MOVED + 1])[0]),
      ['log-file-missing'],
    ],
    [
      'a digest is gone from the former location',
      ({ store, keys }) => store.objects.delete(keys[5]),
      ['digest-missing', 'log-file-unverified'],
    ],
    [
      'the last digest is gone from the former location',
      ({ store, keys }) => store.objects.delete(keys[MOVED]),
      ['digest-missing', 'log-file-unverified'],
    ],
    [
      'a log file that no digest lists lies in the former location',
      ({ corpus, store, keys }) => {
        const [key] = corpus.chain().logFilesOf(keys[5]);
        store.objects.set(key.replace(/_\w{16}\.json/, '_INJECTEDINJECTED.json'), { ...store.get(key) });
      },
      ['log-file-unlisted'],
    ],
  ])('is not valid where %s', async (_name, change, expected) => {
    const scenery = sceneOf(scene);
    change(scenery);
    const { corpus, store, declared } = scenery;
    const { codes } = await validate(store, requestFor(corpus, { formerLocations: [declared], isContinued: false }));
    expect(codes).toEqual(expected);
  });
});

/** A validator that has verified the former location up to so many hours after the start. */
async function verifiedThere(scene: Scene, hours: number) {
  const scenery = sceneOf(scene);
  const { corpus, store } = scenery;
  const validator = new Validator(corpus, store);
  const there = { ...requestFor(corpus).trail, keyPrefix: undefined, ...scene.former };
  const { result } = await validator.run(START + hours * HOUR, { trail: there });
  expect(result.verdict).toBe('VALID');
  return { ...scenery, validator, there };
}

describe.each(SCENES)('runs that go on where a trail was moved $name by its owner', (scene) => {
  test('are valid where the former location is declared, before and after the first digest of the new one', async () => {
    const { validator, declared } = await verifiedThere(scene, MOVED + 1);
    for (const hours of [13.5, 14, 15, 16, 25]) {
      const { result, codes } = await validator.run(START + hours * HOUR, { formerLocations: [declared] });
      expect({ hours, codes, verdict: result.verdict }).toEqual({ hours, codes: [], verdict: 'VALID' });
    }
    const { result } = await validator.run(START + 26 * HOUR, { formerLocations: [declared], sweep: true });
    expect([result.verdict, result.counts.digests.valid]).toEqual(['VALID', 25]);
  });

  test('accuse nobody where it is not declared, and say that they do not look there any more', async () => {
    const { validator, store, keys, declared } = await verifiedThere(scene, MOVED + 1.6);
    for (const hours of [14, 15, 16, 25]) {
      const { result, codes, findings } = await validator.run(START + hours * HOUR);
      expect(codes).toContain('former-location-undeclared');
      expect(result.verdict).toBe('INCOMPLETE');
      expect(findings.find(({ code }) => code === 'former-location-undeclared')).toMatchObject({
        bucket: scene.former.bucket,
        range: { start: expect.any(Number) as number, end: expect.any(Number) as number },
      });
    }
    // The log file that was delivered there in the hour of the move.
    const seen = validator.seen().map(({ name }) => name.split(' ')[0]);
    const named = scene.former.bucket === 'trail-logs' ? [] : ['bucket-not-allowed'];
    expect(new Set(seen)).toEqual(new Set([...named, 'former-location-undeclared']));
    // Nobody can say what has become of it meanwhile.
    store.objects.delete(keys[5]);
    const acknowledged = validator.seen();
    const after = await validator.run(START + 26 * HOUR, { acknowledged });
    expect([after.result.verdict, after.codes]).toEqual(['VALID', []]);
    // Whoever declares it learns of the deletion.
    const declaring = await validator.run(START + 27 * HOUR, { formerLocations: [declared] });
    expect(declaring.codes).toEqual(['digest-missing']);
    expect(declaring.findings.find(({ code }) => code === 'digest-missing')).toMatchObject({
      bucket: scene.former.bucket,
      key: keys[5],
      severity: 'INVALID',
      detail: { knownBy: 'checkpoint' },
    });
  });

  test('verify what was delivered there between the last run and the move once it is declared', async () => {
    const { validator, declared } = await verifiedThere(scene, MOVED - 2);
    const moved = await validator.run(START + 20 * HOUR);
    expect(moved.codes).toEqual(['bucket-not-allowed', 'former-location-undeclared']);
    const { codes, result } = await validator.run(START + 21 * HOUR, { formerLocations: [declared] });
    expect([codes, result.verdict]).toEqual([[], 'VALID']);
    expect(validator.checkpoints[0].openItems).toEqual([]);
    // One series of digests for each location, and none of them twice.
    expect(validator.checkpoints[0].segments.map(({ first, last }) => [first.key, last.key])).toHaveLength(2);
  });

  test('keep open what was found in the former location', async () => {
    const { validator, store, corpus, keys, declared, there } = await verifiedThere(scene, MOVED + 1);
    const [key] = corpus.chain().logFilesOf(keys[5]);
    const object = store.get(key);
    store.objects.delete(key);
    await validator.run(START + 13 * HOUR + 60_000, { trail: there, sweep: true });
    const moved = await validator.run(START + 16 * HOUR);
    expect(moved.codes).toContain('log-file-missing');
    expect(moved.codes).not.toContain('digest-missing');
    expect((await validator.run(START + 17 * HOUR, { formerLocations: [declared] })).codes).toEqual([
      'log-file-missing',
    ]);
    store.objects.set(key, object);
    expect((await validator.run(START + 18 * HOUR, { formerLocations: [declared] })).codes).toEqual([]);
  });

  test('go on where the former location is out of reach, which is no deletion', async () => {
    const { validator, store, keys, declared } = await verifiedThere(scene, MOVED + 1);
    const folder = keys[5].slice(0, keys[5].indexOf('2026/'));
    store.listingFailures.set(`${declared.bucket}/${folder}`, { failure: 'denied' });
    const { codes, result, findings } = await validator.run(START + 16 * HOUR, { formerLocations: [declared] });
    expect([codes, result.verdict]).toEqual([['listing-failed'], 'INCOMPLETE']);
    expect(findings.filter(({ code }) => code === 'listing-failed')).toMatchObject([
      { bucket: declared.bucket, key: folder },
    ]);
    expect(result.counts.digests.valid).toBeGreaterThan(0);
    store.listingFailures.clear();
    expect((await validator.run(START + 17 * HOUR, { formerLocations: [declared] })).codes).toEqual([]);
  });
});

describe('a trail that somebody else moves', () => {
  const MOVER = 'arn:aws:sts::111111111111:assumed-role/admin/someone';
  const away = smallCorpus({
    hours: 24,
    formerPlaces: [
      { bucket: 'trail-logs', throughHour: MOVED },
      { bucket: 'foreign-logs', throughHour: 16 },
    ],
    calls: [
      {
        account: '111111111111',
        region: 'us-east-1',
        hour: 18,
        event: {
          eventTime: new Date(START + 17 * HOUR).toISOString().replace('.000', ''),
          eventSource: 'cloudtrail.amazonaws.com',
          eventName: 'UpdateTrail',
          userIdentity: { arn: MOVER },
          requestParameters: { name: 'organization-trail', s3BucketName: 'trail-logs' },
        },
      },
    ],
  });

  test('is stale while it is away, and once it is back the finding names who moved it', async () => {
    const validator = new Validator(away, MemoryStore.of(away));
    await validator.run(START + 13 * HOUR);
    expect((await validator.run(START + 17.9 * HOUR)).codes).toEqual(['chain-stale']);
    const { codes, findings } = await validator.run(START + 25 * HOUR);
    expect(codes).toEqual(['bucket-not-allowed']);
    expect(findings.filter(({ key }) => key?.includes('CloudTrail-Digest'))).toMatchObject([
      {
        code: 'bucket-not-allowed',
        detail: { named: 'foreign-logs', eventName: 'UpdateTrail', eventTime: START + 17 * HOUR, who: MOVER },
      },
    ]);
  });

  test('is not followed into a location that was the trail’s before', async () => {
    const validator = new Validator(away, MemoryStore.of(away));
    const since = START - 100 * HOUR;
    const earlier = { bucket: 'foreign-logs', ownerAccountId: OWNER, since, until: START };
    const overrides: Partial<ValidationRequest> = { formerLocations: [earlier] };
    await validator.run(START + 13 * HOUR, overrides);
    expect((await validator.run(START + 17.9 * HOUR, overrides)).codes).toEqual(['chain-stale']);
    expect((await validator.run(START + 25 * HOUR, overrides)).codes).toEqual(['bucket-not-allowed']);
  });
});

test('a checkpoint knows where the trail delivers, and what was kept', async () => {
  const { corpus, store } = sceneOf(SCENES[1]);
  const validator = new Validator(corpus, store);
  await validator.run(START + 20 * HOUR, { retentionStart: START - HOUR });
  expect(validator.checkpoints[0]).toMatchObject({
    location: { bucket: 'trail-logs', keyPrefix: 'new' },
    retentionStart: START - HOUR,
  });
});

describe('what is in a bucket that is declared, and is not of the declared location,', () => {
  const scene = SCENES[0];
  const toDigest = (hour: number, change: (entry: Record<string, string>) => void) => {
    const { corpus, store, keys, declared } = sceneOf(scene);
    resign(store, corpus, keys[hour], (document) => change((document.logFiles as Record<string, string>[])[0]));
    return validate(store, requestFor(corpus, { formerLocations: [declared], isContinued: false }));
  };

  test('is a log file below another prefix', async () => {
    const { codes } = await toDigest(MOVED + 1, (entry) => (entry.s3Object = `elsewhere/${entry.s3Object}`));
    expect(codes).toContain('bucket-not-allowed');
  });

  test('is a log file that a digest of long after the move lists', async () => {
    const { codes } = await toDigest(20, (entry) => (entry.s3Bucket = 'former-logs'));
    expect(codes).toContain('bucket-not-allowed');
    expect(codes).not.toContain('log-file-missing');
  });
});

describe('what is moved by hand from the former location into the present one', () => {
  test('is missing where it was, and moved where it is', async () => {
    const { validator, store, keys, declared } = await verifiedThere(SCENES[1], MOVED + 1);
    const overrides = { formerLocations: [declared] };
    await validator.run(START + 16 * HOUR, overrides);
    const digest = store.get(keys[5]);
    store.objects.delete(keys[5]);
    store.objects.set(keys[5].replace('old/', 'new/'), digest);
    const { codes } = await validator.run(START + 17 * HOUR, overrides);
    expect(codes).toEqual(['digest-missing', 'digest-moved']);
  });
});

test('a link into another bucket is not taken for that to a stored digest of the same name', async () => {
  const corpus = smallCorpus();
  const validator = new Validator(corpus, MemoryStore.of(corpus));
  await validator.run(START + 9.6 * HOUR);
  const { end } = validator.checkpoints[0].segments[0].last;
  const next = corpus.chain().normalKeys[corpus.chain().ends.indexOf(end) + 1];
  resign(validator.store, corpus, next, (document) => (document.previousDigestS3Bucket = 'elsewhere'));
  const { codes } = await validator.run(START + 11 * HOUR);
  expect(codes).toContain('bucket-not-allowed');
});

describe.each(SCENES)('of a trail that was moved $name', (scene) => {
  test('a digest that was altered before stays what it was where the location is not declared', async () => {
    const { validator, store, keys, there } = await verifiedThere(scene, MOVED + 1);
    store.get(keys[5]).body = Buffer.from('altered');
    store.get(keys[5]).lastModified = START + 13 * HOUR + 30_000;
    await validator.run(START + 13 * HOUR + 60_000, { trail: there });
    const { codes } = await validator.run(START + 16 * HOUR);
    expect(codes).toContain('digest-malformed');
    expect(codes).not.toContain('digest-missing');
  });

  test('a day of the past is sampled in the former location, too', async () => {
    const { validator, store, corpus, keys, declared } = await verifiedThere(scene, MOVED + 1);
    const [one, other] = [corpus.chain().logFilesOf(keys[5])[0], corpus.chain().logFilesOf(keys[6])[1]];
    const overrides = { formerLocations: [declared], sampledDay: START };
    expect((await validator.run(START + 25 * HOUR, overrides)).codes).toEqual([]);
    store.get(one).body = store.get(other).body;
    store.get(one).lastModified = START + 40 * HOUR;
    expect((await validator.run(START + 27 * HOUR, { formerLocations: [declared] })).codes).toEqual([]);
    const late = await validator.run(START + 41 * HOUR, overrides);
    expect(late.codes).toContain('log-file-modified');
  });

  test('a day of the past is sampled in its own location where the former one is out of reach', async () => {
    const { validator, store, corpus, keys, declared } = await verifiedThere(scene, MOVED + 1);
    expect((await validator.run(START + 25 * HOUR, { formerLocations: [declared] })).codes).toEqual([]);
    const own = corpus.chain().normalKeys[MOVED + 3];
    const [one, other] = corpus.chain().logFilesOf(own);
    store.get(one).body = store.get(other).body;
    store.get(one).lastModified = START + 60 * HOUR;
    const folder = keys[5].slice(0, keys[5].indexOf('2026/')).replace('CloudTrail-Digest', 'CloudTrail');
    store.listingFailures.set(`${declared.bucket}/${folder}`, { failure: 'denied' });
    const late = await validator.run(START + 61 * HOUR, { formerLocations: [declared], sampledDay: START });
    expect(late.codes).toContain('log-file-modified');
  });

  test('one that was declared for a part of its time is not looked after as a whole', async () => {
    const { validator, declared } = await verifiedThere(scene, MOVED + 1);
    const overrides = { formerLocations: [{ ...declared, since: START + 6 * HOUR }] };
    expect((await validator.run(START + 16 * HOUR, overrides)).codes).toEqual(['former-location-undeclared']);
  });

  test('an account that had log files in the former location alone is missed in the present one', async () => {
    const second = '333333333333';
    const corpus = smallCorpus({ hours: 24, ...scene.options, accounts: ['111111111111', second] });
    const store = MemoryStore.of(corpus);
    const chain = corpus.chain(second);
    for (const key of chain.normalKeys.slice(MOVED + 1)) {
      for (const object of [key, ...chain.logFilesOf(key)]) store.objects.delete(object);
    }
    const declared = { ...scene.former, ownerAccountId: OWNER, since: START, until: chain.ends[MOVED] + HOUR / 4 };
    const { codes, findings } = await validate(
      store,
      requestFor(corpus, { formerLocations: [declared], isContinued: false }),
    );
    expect(codes).toEqual(['chain-stale']);
    expect(findings.find(({ code }) => code === 'chain-stale')).toMatchObject({ accountId: second });
  });

  test('log files in a gap there make it tampering', async () => {
    const restarts = [{ afterHour: 4, gapHours: 5, isLogged: false }];
    const corpus = smallCorpus({ hours: 24, ...scene.options, restarts });
    const store = MemoryStore.of(corpus);
    const { ends } = corpus.chain();
    const [logFile] = corpus.chain().logFilesOf(corpus.chain().normalKeys[4]);
    const time = ends[4] + 2 * HOUR;
    const minute = (at: number) => new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 13);
    const named = /_(\d{8}T\d{4})Z_/.exec(logFile)?.[1] ?? '';
    const key = logFile.replace(named, minute(time));
    store.objects.set(key, { ...store.get(logFile), lastModified: time });
    const declared = { ...scene.former, ownerAccountId: OWNER, since: START, until: ends[ends.length - 1] };
    const { findings } = await validate(store, requestFor(corpus, { formerLocations: [declared], isContinued: false }));
    expect(findings.find(({ code }) => code === 'unexplained-restart')).toMatchObject({
      severity: 'INVALID',
      detail: { hasLogFiles: true },
    });
  });
});
