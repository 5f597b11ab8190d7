import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isReadFailure, type KeyRange, ListingFailed } from '../../../lambda/core';
import { FolderStore, PublicKeyFile, SignatureFile, signatureLine } from '../../../lambda/folder';
import { MemoryBucket } from '../../support/stand-ins';
import fc, { runs } from '../../support/properties';

const BUCKET = 'trail-logs';
const KEY = 'AWSLogs/111111111111/CloudTrail/us-east-1/2026/01/01/log.json.gz';
const BODY = Buffer.from('the body of a log file');
const NO_KEYS = PublicKeyFile.parse('{"PublicKeyList":[]}', 'keys.json');

let outside: string;
let folder: string;

beforeEach(async () => {
  outside = await mkdtemp(path.join(os.tmpdir(), 'folder-store-'));
  folder = path.join(outside, 'copy');
  await put(KEY, BODY);
});

afterEach(() => rm(outside, { recursive: true }));

async function put(key: string, body: Buffer | string): Promise<void> {
  const file = path.join(folder, key);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, body);
}

const open = (signatures?: SignatureFile) =>
  FolderStore.open({ folder, bucket: BUCKET, publicKeys: NO_KEYS, signatures });

const read = async (key: string) => (await open()).readObject(BUCKET, key, 1000);

async function list(range: KeyRange): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of (await open()).listObjects(BUCKET, range)) keys.push(...page.map(({ key }) => key));
  return keys;
}

describe('FolderStore.readObject', () => {
  test('gives the body, and no metadata of its own', async () => {
    expect(await read(KEY)).toEqual({ body: BODY, size: BODY.length, metadata: {} });
  });

  test('gives back the signature that was saved', async () => {
    const saved = { bucket: BUCKET, key: KEY, signature: 'ab12', generationTimestamp: '2026-01-01T01:00:00Z' };
    const store = await open(SignatureFile.parse(signatureLine(saved), 'signatures'));
    expect(await store.readObject(BUCKET, KEY, 1000)).toEqual({
      size: BODY.length,
      body: BODY,
      metadata: {
        signature: 'ab12',
        'signature-algorithm': 'SHA256withRSA',
        'backfill-generation-timestamp': '2026-01-01T01:00:00Z',
      },
    });
  });

  test('gives a long body as a stream', async () => {
    await put('long', Buffer.alloc(200_000, 'long'));
    const object = await read('long');
    if (isReadFailure(object) || object.body instanceof Uint8Array) throw new Error('expected a stream');
    const chunks: Uint8Array[] = [];
    for await (const chunk of object.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(Buffer.alloc(200_000, 'long'))).toBe(true);
  });

  test.each(['AWSLogs/none', 'none/none', `${KEY}/none`])('says that %s is absent', async (key) => {
    expect(await read(key)).toMatchObject({ failure: 'absent' });
  });

  test.each(['../secret', 'AWSLogs/../../secret', '/etc/passwd', 'AWSLogs//x', './x', 'x/.', '', 'a\0b'])(
    'rejects the key %j',
    async (key) => {
      await writeFile(path.join(outside, 'secret'), 'secret');
      expect(await read(key)).toMatchObject({ failure: 'unsafe-path' });
    },
  );

  test('rejects a symbolic link', async () => {
    await writeFile(path.join(outside, 'secret'), 'secret');
    await symlink(path.join(outside, 'secret'), path.join(folder, 'link'));
    expect(await read('link')).toMatchObject({ failure: 'unsafe-path' });
  });

  test('rejects what is behind a linked folder', async () => {
    await mkdir(path.join(outside, 'elsewhere'));
    await writeFile(path.join(outside, 'elsewhere', 'secret'), 'secret');
    await symlink(path.join(outside, 'elsewhere'), path.join(folder, 'link'));
    expect(await read('link/secret')).toMatchObject({ failure: 'unsafe-path' });
  });

  test('reads nothing outside of the folder for any key', async () => {
    await writeFile(path.join(outside, 'secret'), 'secret');
    const segment = fc.oneof(fc.constantFrom('..', '.', '', 'AWSLogs', 'secret', 'copy', '\\', '~'), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 6 }), async (segments) => {
        const object = await read(segments.join('/'));
        expect(isReadFailure(object)).toBe(true);
      }),
    );
  });

  test('does not pass for the copy of another bucket', async () => {
    expect(await (await open()).readObject('another', KEY, 1000)).toMatchObject({ failure: 'no-bucket' });
  });
});

describe('FolderStore.listObjects', () => {
  test('lists sizes, and no time of delivery', async () => {
    const store = await open();
    for await (const page of store.listObjects(BUCKET, { prefix: 'AWSLogs/' })) {
      expect(page.map(({ key, size, lastModified }) => ({ key, size, lastModified }))).toEqual([
        { key: KEY, size: BODY.length, lastModified: undefined },
      ]);
    }
  });

  test('lists nothing of a folder that is not there', async () => {
    expect(await list({ prefix: 'none/' })).toEqual([]);
  });

  test('throws at a symbolic link', async () => {
    await symlink(outside, path.join(folder, 'AWSLogs', 'link'));
    await expect(list({ prefix: 'AWSLogs/' })).rejects.toThrow(ListingFailed);
  });

  test('lists any keys from any prefix in the order of S3', async () => {
    const name = fc.stringMatching(/^[a-c.é\u{1f600}\uffee-]{1,3}$/u).filter((text) => !/^\.{1,2}$/.test(text));
    const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const range = fc.record({ prefix: fc.oneof(fc.constant(''), key), after: fc.option(key), before: fc.option(key) });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), range, async (keys, { prefix, after, before }) => {
        const files = keys.filter((one) => !keys.some((other) => other.startsWith(`${one}/`)));
        await rm(folder, { recursive: true });
        await mkdir(folder);
        const bucket = new MemoryBucket();
        for (const file of files) {
          await put(file, '');
          bucket.put(file, { body: BODY });
        }
        const expected = bucket.keys
          .filter((file) => file.startsWith(prefix))
          .filter((file) => after === null || Buffer.compare(Buffer.from(file), Buffer.from(after)) > 0)
          .filter((file) => before === null || Buffer.compare(Buffer.from(file), Buffer.from(before)) < 0);
        expect(await list({ prefix, after: after ?? undefined, before: before ?? undefined })).toEqual(expected);
      }),
      { numRuns: runs(60) },
    );
  });
});

test('FolderStore.listFolders names the folders in a folder', async () => {
  await put('AWSLogs/222222222222/x', '');
  await put('AWSLogs/file', '');
  const names: string[] = [];
  for await (const page of (await open()).listFolders(BUCKET, 'AWSLogs/')) names.push(...page);
  expect(names).toEqual(['111111111111', '222222222222']);
});

test('FolderStore.open throws where there is no folder', async () => {
  const none = { folder: path.join(outside, 'none'), bucket: BUCKET, publicKeys: NO_KEYS };
  await expect(FolderStore.open(none)).rejects.toThrow('ENOENT');
});
