import { crc32, gzipSync } from 'node:zlib';
import { smallContent } from '../../../lambda/core/format/small-content';
import { sha256 } from '../../support/corpus';
import fc from '../../support/properties';

const LIMIT = 1024 * 1024;
const HEADER = 10;
const TRAILER = 8;
const contentOf = (bytes: Uint8Array, limit = LIMIT) => smallContent(bytes, HEADER, TRAILER, limit);
const anyContent = fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes));

test('contents come out whole, one after the other', () => {
  fc.assert(
    fc.property(fc.array(anyContent, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 9 }), (all, level) => {
      const hashes = all.map((content) => sha256(contentOf(gzipSync(content, { level }))!));
      expect(hashes).toEqual(all.map((content) => sha256(content)));
    }),
  );
});

test.each<[string, (bytes: Buffer) => Uint8Array]>([
  ['is cut short', (bytes) => bytes.subarray(0, -1)],
  ['is nothing but a header', (bytes) => bytes.subarray(0, 12)],
  ['has a byte behind its end', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
  ['has an empty member before it', (bytes) => Buffer.concat([gzipSync(''), bytes])],
  ['has an empty member behind it', (bytes) => Buffer.concat([bytes, gzipSync('')])],
  ['has bytes between its data and its trailer', (bytes) => withBytesBeforeTrailer(bytes)],
  ['has another checksum', (bytes) => changed(bytes, bytes.length - TRAILER)],
  ['has another length', (bytes) => changed(bytes, bytes.length - 4)],
  ['has other data', (bytes) => changed(bytes, HEADER + 2)],
])('what %s is left, and what comes next is not', (_what, change) => {
  const bytes = gzipSync('one content');
  expect(contentOf(change(bytes))).toBeUndefined();
  expect(contentOf(bytes)?.toString()).toBe('one content');
});

test('a content of more than the limit is left, whatever its trailer says', () => {
  const bytes = gzipSync(Buffer.alloc(1000));
  expect(contentOf(bytes, 1000)?.length).toBe(1000);
  expect(contentOf(bytes, 999)).toBeUndefined();
  const bomb = gzipSync(Buffer.alloc(50 * LIMIT));
  expect(contentOf(bomb)).toBeUndefined();
  bomb.writeUInt32LE(100, bomb.length - 4);
  bomb.writeUInt32LE(crc32(Buffer.alloc(100)), bomb.length - TRAILER);
  expect(contentOf(bomb)).toBeUndefined();
});

const [reset, writeSync] = [jest.fn(), jest.fn()];

test.each([
  ['has no engine', {}],
  ['has an engine of another kind', { _handle: { reset }, _writeState: new Uint32Array(2) }],
  ['has an engine without a state', { _handle: { reset, writeSync } }],
  [
    'has an engine that writes nothing',
    {
      _handle: { reset, writeSync },
      _writeState: Uint32Array.of(1, TRAILER),
    },
  ],
])('a Node.js whose zlib %s gives no content', async (_what, stream) => {
  jest.resetModules();
  jest.doMock('node:zlib', () => ({ ...jest.requireActual('node:zlib'), createInflateRaw: () => stream }));
  const { hashWhole } = await import('../../../lambda/core/format/gzip');
  const other = await import('../../../lambda/core/format/small-content');
  const bytes = gzipSync('a content of zlib');
  expect(other.smallContent(bytes, HEADER, TRAILER, LIMIT)).toBeUndefined();
  expect(await hashWhole(bytes, { content: LIMIT })).toBe(sha256('a content of zlib'));
  jest.dontMock('node:zlib');
});

function withBytesBeforeTrailer(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, -TRAILER), Buffer.alloc(3), bytes.subarray(-TRAILER)]);
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}
