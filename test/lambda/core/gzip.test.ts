import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { gunzipWhole, hashStream, hashWhole } from '../../../lambda/core/format/gzip';
import { sha256 } from '../../support/corpus';
import fc, { runs } from '../../support/properties';

const LIMIT = 1024 * 1024;

/** The same bytes in shards of a size. */
function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let index = 0; index < bytes.length; index += size) yield bytes.subarray(index, index + size);
}

const anyContent = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));

test('the content comes out whole, at once and by stream, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyContent,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 700 }),
      async (content, level, size) => {
        const bytes = gzipSync(content, { level });
        expect(gunzipWhole(bytes, LIMIT)).toEqual(content);
        expect(await hashStream(chunksOf(bytes, size), { content: LIMIT })).toBe(sha256(content));
      },
    ),
  );
});

test('both ways say the same of any bytes', async () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(anyContent, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([content, place, mask]) => {
      const bytes = gzipSync(content);
      bytes[place % bytes.length] ^= mask;
      return bytes;
    }),
    fc
      .tuple(anyContent, fc.uint8Array({ maxLength: 50 }))
      .map(([content, more]) => Buffer.concat([gzipSync(content), more])),
    fc.tuple(anyContent, fc.nat()).map(([content, cut]) => gzipSync(content).subarray(0, cut % 100)),
  );
  await fc.assert(
    fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 90 }), async (bytes, size) => {
      expect(await hashStream(chunksOf(bytes, size), { content: LIMIT })).toBe(
        await hashWhole(bytes, { content: LIMIT }),
      );
    }),
    { numRuns: runs(400) },
  );
});

test.each([
  ['garbage', Buffer.from('x')],
  ['zeros', Buffer.alloc(100_000)],
  ['a second member', gzipSync('forged')],
  ['an empty second member', gzipSync('')],
])('%s behind the member are found in a stream', async (_name, more) => {
  const bytes = Buffer.concat([gzipSync('content'), more]);
  expect(await hashStream(chunksOf(bytes, 1000), { content: LIMIT })).toBe('trailing-data');
});

test('a bomb stops at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * LIMIT));
  expect(gunzipWhole(bomb, LIMIT)).toBe('too-large');
  expect(await hashWhole(bomb, { content: LIMIT })).toBe('too-large');
  expect(await hashStream(chunksOf(bomb, 1000), { content: LIMIT })).toBe('too-large');
});

test('a stream of more bytes than a limit is left, and so is one of which no more is allowed', async () => {
  const noise = gzipSync(randomBytes(5000));
  expect(await hashStream(chunksOf(noise, 1000), { content: LIMIT, stored: 4000 })).toBe('too-large');
  const asked: number[][] = [];
  const allows = (...sizes: number[]) => asked.push(sizes) < 3;
  const content = Buffer.alloc(3_000_000);
  expect(await hashStream(chunksOf(gzipSync(content), 500), { content: 4_000_000, allows })).toBe('unread');
  expect(asked.map(([bytes, inflated]) => inflated - bytes)).toEqual([0, asked[0][1], asked[1][1]]);
});

test('what is too much to inflate at once is hashed as a stream', async () => {
  const content = Buffer.alloc(20 * LIMIT, 'some text');
  expect(await hashWhole(gzipSync(content), { content: 30 * LIMIT })).toBe(sha256(content));
});

test('bits behind the last block, within its byte, change nothing', () => {
  const content = Buffer.from('a');
  const raw = deflateRawSync(content);
  const plain = gzipSync(content);
  const trailer = plain.subarray(-8);
  raw[raw.length - 1] |= 0x80;
  expect(gunzipWhole(Buffer.concat([plain.subarray(0, 10), raw, trailer]), LIMIT)).toEqual(content);
});

test('a stream that breaks throws: it is asked for again', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield gzipSync('content').subarray(0, 15);
    throw new Error('reset');
  }
  await expect(hashStream(broken(), { content: LIMIT })).rejects.toThrow('reset');
});
