import { isReadFailure } from '../../../lambda/core';
import { checkSignature, MemoryBucket, type S3Fault } from '../../support/stand-ins';
import type { S3Request } from '../../support/stand-ins/s3';
import {
  BODY,
  closeAll,
  collect,
  failing,
  getRequests,
  KEY,
  open,
  patience,
  read,
  SECRET,
  STREAM_ABOVE,
  TRANSIENT,
} from './s3-scene';

afterEach(closeAll);

describe('S3Store.readObject', () => {
  test('gives the body, the user metadata and the time of delivery', async () => {
    const scene = await open();
    expect(await read(scene)).toEqual({
      body: BODY,
      metadata: { signature: 'ab12' },
      lastModified: Date.UTC(2026, 0, 1, 0, 5, 30),
      versionId: 'v1',
      size: BODY.length,
      storageClass: 'STANDARD',
    });
  });

  test('gives the version, the size and the storage class of what was written last', async () => {
    const scene = await open();
    scene.bucket.put(KEY, { body: Buffer.from('newer'), storageClass: 'GLACIER_IR' });
    expect(await read(scene)).toMatchObject({ versionId: 'v2', size: 5, storageClass: 'GLACIER_IR' });
    const big = Buffer.alloc(300_000);
    scene.bucket.put('big', { body: big });
    expect(await read(scene, 'big')).toMatchObject({ versionId: 'v1', size: big.length });
  });

  test('signs each request with the session token', async () => {
    const scene = await open({ verify: checkSignature({ ASIAEXAMPLE: SECRET }) });
    expect(await read(scene)).toMatchObject({ body: BODY });
    expect(await collect(scene.store.listObjects('trail-logs', { prefix: '' }))).toHaveLength(1);
  });

  test('is denied with a token that the bucket does not know', async () => {
    const verify = checkSignature({ ASIAEXAMPLE: { ...SECRET, sessionToken: 'another' } });
    expect(await read(await open({ verify }))).toMatchObject({ failure: 'denied' });
  });

  test('gives a body above the threshold as a stream', async () => {
    const scene = await open();
    const big = Buffer.alloc(300_000, 'big');
    scene.bucket.put('big', { body: big });
    const object = await read(scene, 'big');
    if (isReadFailure(object) || object.body instanceof Uint8Array) throw new Error('expected a stream');
    const chunks: Uint8Array[] = [];
    for await (const chunk of object.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(big)).toBe(true);
  });

  test('throws out of a stream that breaks', async () => {
    const scene = await open(failing('short'));
    scene.bucket.put('big', { body: Buffer.alloc(300_000) });
    const object = await read(scene, 'big');
    if (isReadFailure(object)) throw new Error('expected a stream');
    await expect(async () => {
      for await (const chunk of object.body as AsyncIterable<Uint8Array>) void chunk;
    }).rejects.toThrow();
  });

  test('lets the next request through after a reader has left a stream', async () => {
    const scene = await open({}, { requestsAtOnce: 1 });
    scene.bucket.put('big', { body: Buffer.alloc(3_000_000) });
    // As many as there are connections: none is held by a stream that was left.
    for (let count = 0; count < 2; count++) {
      const object = await read(scene, 'big');
      if (isReadFailure(object)) throw new Error('expected a stream');
      for await (const chunk of object.body as AsyncIterable<Uint8Array>) if (chunk) break;
    }
    expect(await read(scene)).toMatchObject({ body: BODY });
  });

  test('leaves to the SDK what asks for more than a plain signature', async () => {
    const name = 'logs--use1-az4--x-s3';
    const directory = new MemoryBucket();
    // At an endpoint of one's own, the SDK puts a second slash before the keys of a directory bucket.
    directory.put(`/${KEY}`, { body: BODY, metadata: { signature: 'ab12' } });
    const scene = await open({ buckets: { [name]: directory } });
    const object = await scene.store.readObject(name, KEY, STREAM_ABOVE);
    expect(object).toMatchObject({ metadata: { signature: 'ab12' } });
    expect(scene.server.requests.get('CreateSession')).toBeGreaterThan(0);
  });
});

const READ_FAILURES: [S3Fault, string][] = [
  ['noSuchKey', 'absent'],
  ['accessDenied', 'denied'],
  ['archived', 'archived'],
  ['kmsDenied', 'undecryptable'],
  ['kmsDisabled', 'undecryptable'],
  ['noSuchBucket', 'no-bucket'],
  ['signatureMismatch', 'denied'],
  ['expiredToken', 'no-credentials'],
  ['slowDown', 'transient'],
  ['internalError', 'transient'],
  ['reset', 'transient'],
  ['short', 'transient'],
  ['stall', 'transient'],
];

describe('S3Store.readObject of a request that fails', () => {
  test.each(READ_FAILURES)('always with %s is the read failure %s', async (fault, failure) => {
    expect(await read(await open(failing(fault), patience(fault)))).toMatchObject({ failure });
  });

  test.each(TRANSIENT)('twice with %s is sent again', async (fault) => {
    const scene = await open(failing(fault, 2), patience(fault));
    expect(await read(scene)).toMatchObject({ body: BODY });
    expect(getRequests(scene)).toBe(3);
  });

  test('for good is not sent again', async () => {
    const scene = await open(failing('accessDenied'));
    await read(scene);
    expect(getRequests(scene)).toBe(1);
  });

  test('says what S3 said', async () => {
    const answer = await read(await open(failing('archived')));
    expect(answer).toMatchObject({ detail: expect.stringMatching(/^InvalidObjectState: .*storage class/) });
  });

  test('is a transient read failure where nobody listens', async () => {
    const scene = await open();
    await scene.server.close();
    expect(await read(scene)).toMatchObject({ failure: 'transient' });
  });
});

describe('S3Store of a bucket in another Region', () => {
  test('finds the Region and signs for it', async () => {
    const scene = await open({ regions: { 'trail-logs': 'eu-west-1' } });
    expect(await read(scene)).toMatchObject({ body: BODY });
    expect(getRequests(scene)).toBe(1);
  });

  test('follows a redirect where the Region could not be asked for', async () => {
    const scene = await open({
      regions: { 'trail-logs': 'eu-west-1' },
      fault: ({ operation }) => (/^(HeadBucket|GetBucketLocation)$/.test(operation) ? 'accessDenied' : undefined),
    });
    expect(await read(scene)).toMatchObject({ body: BODY });
    expect(getRequests(scene)).toBe(2);
    expect(await collect(scene.store.listObjects('trail-logs', { prefix: '' }))).toHaveLength(1);
  });
});

describe('S3Store with credentials that change', () => {
  test('asks for new ones when S3 says that they have expired', async () => {
    const old = { ...SECRET, accessKeyId: 'ASIAOLD' };
    const given: boolean[] = [];
    const credentials = ({ forceRefresh = false } = {}) => {
      given.push(forceRefresh);
      return Promise.resolve(given.length === 1 ? old : SECRET);
    };
    const verify = checkSignature({ ASIAOLD: { ...old, isExpired: true }, ASIAEXAMPLE: SECRET });
    const scene = await open({ verify }, { credentials });
    const answers = await Promise.all([read(scene), read(scene), read(scene)]);
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ body: BODY })));
    expect(given).toEqual([false, true]);
  });

  test('renews them before they expire', async () => {
    let given = 0;
    const credentials = () => {
      given += 1;
      return Promise.resolve({ ...SECRET, expiration: new Date(Date.now() + (given === 1 ? 60_000 : 3_600_000)) });
    };
    const scene = await open({}, { credentials });
    await read(scene);
    await read(scene);
    expect(given).toBe(2);
  });

  test('reports that there are none', async () => {
    const credentials = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    expect(await read(await open({}, { credentials }))).toMatchObject({ failure: 'no-credentials' });
  });
});

test('S3Store signs by the clock of S3 where the own one is wrong', async () => {
  const now = () => Date.now() + 3_600_000;
  const scene = await open({ verify: checkSignature({ ASIAEXAMPLE: SECRET }, now) }, {}, { now });
  expect(await read(scene)).toMatchObject({ body: BODY });
});

describe('S3Store asked to slow down', () => {
  test('halves the requests in flight, then raises them again', async () => {
    const limits: number[] = [];
    const scene = await open(failing('slowDown', 1));
    await read(scene);
    limits.push(scene.limiter.limit);
    for (let count = 0; count < 120; count++) await read(scene);
    limits.push(scene.limiter.limit);
    expect(limits).toEqual([8, 16]);
  });

  test('loses nothing while many requests are throttled', async () => {
    let requests = 0;
    // Every third request, in whatever order they come, but no key as often as it is asked for.
    const isThrottled = ({ operation, attempt }: S3Request) =>
      operation === 'GetObject' && ++requests % 3 === 0 && attempt < 6;
    const scene = await open({ fault: (request) => (isThrottled(request) ? 'slowDown' : undefined) });
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    for (const key of keys) scene.bucket.put(key, { body: Buffer.from(key) });
    const limits: number[] = [];
    const readAndNote = async (key: string) => {
      const object = await read(scene, key);
      limits.push(scene.limiter.limit);
      return object;
    };
    const objects = await Promise.all(keys.map((key) => scene.limiter.run(() => readAndNote(key))));
    expect(objects.filter((object) => !isReadFailure(object))).toHaveLength(200);
    expect(Math.min(...limits)).toBeLessThan(16);
  });
});
