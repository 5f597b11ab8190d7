import { createHash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync, type InputType } from 'node:zlib';

/** What zlib raises for bytes that are no gzip member. */
export class GzipError extends Error {}

/** No digest is near this size; the AWS CLI has no limit. */
const LONGEST_DIGEST = 64 * 1024 * 1024;

/** The content of the first gzip member, as Python's zlib.decompress gives it: what follows the member is dropped. */
export function firstMember(body: Uint8Array): Buffer {
  const start = headerLength(body);
  if (start === undefined) throw new GzipError('incomplete or truncated stream');
  const { buffer, engine } = inflate(body.subarray(start));
  const trailer = body.subarray(start + engine.bytesWritten);
  if (trailer.length < 8) throw new GzipError('incomplete or truncated stream');
  checkTrailer(trailer, crc32(buffer), buffer.length);
  return buffer;
}

/**
 * The SHA-256 of the first gzip member's content, as Python's zlib.decompressobj gives it: of what is cut off, all that
 * is there; the check value and length are compared as far as they are there, and what follows the member is dropped.
 */
export async function hashFirstMember(body: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  const start = headerLength(body);
  if (start === undefined) return hash.digest('hex');
  const stream = createInflateRaw({ finishFlush: 2 });
  stream.end(body.subarray(start));
  let [check, length] = [0, 0];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      check = crc32(chunk, check);
      length = (length + chunk.length) >>> 0;
    }
  } catch (error) {
    throw new GzipError('not a deflate stream', { cause: error });
  }
  checkTrailer(body.subarray(start + stream.bytesWritten), check, length);
  return hash.digest('hex');
}

function inflate(body: Uint8Array): { buffer: Buffer; engine: { bytesWritten: number } } {
  const inflateWithInfo = inflateRawSync as unknown as (
    body: InputType,
    options: object,
  ) => { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    return inflateWithInfo(body, { info: true, maxOutputLength: LONGEST_DIGEST });
  } catch (error) {
    throw new GzipError('not a deflate stream', { cause: error });
  }
}

function checkTrailer(trailer: Uint8Array, check: number, length: number): void {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
  if (trailer.length >= 4 && view.getUint32(0, true) !== check) throw new GzipError('incorrect data check');
  if (trailer.length >= 8 && view.getUint32(4, true) !== length) throw new GzipError('incorrect length check');
}

/** Where the deflate data starts; undefined where the header is cut off. RFC 1952, section 2.3. */
function headerLength(body: Uint8Array): number | undefined {
  if (body.length < 2) return undefined;
  if (body[0] !== 0x1f || body[1] !== 0x8b) throw new GzipError('incorrect header check');
  if (body.length >= 3 && body[2] !== 8) throw new GzipError('unknown compression method');
  if (body.length < 4) return undefined;
  const flags = body[3];
  if (flags & 0xe0) throw new GzipError('unknown header flags set');
  let at: number | undefined = 10;
  if (flags & 4) at = body.length < 12 ? undefined : 12 + body[10] + 256 * body[11];
  if (flags & 8) at = afterZero(body, at);
  if (flags & 16) at = afterZero(body, at);
  if (flags & 2) at = afterHeaderCheck(body, at);
  return at === undefined || at > body.length ? undefined : at;
}

function afterZero(body: Uint8Array, from: number | undefined): number | undefined {
  const zero = from === undefined ? -1 : body.indexOf(0, from);
  return zero < 0 ? undefined : zero + 1;
}

function afterHeaderCheck(body: Uint8Array, at: number | undefined): number | undefined {
  if (at === undefined || body.length < at + 2) return undefined;
  if ((crc32(body.subarray(0, at)) & 0xffff) !== body[at] + 256 * body[at + 1]) {
    throw new GzipError('header crc mismatch');
  }
  return at + 2;
}
