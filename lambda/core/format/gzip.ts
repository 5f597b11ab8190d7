import { createHash, hash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib';
import { smallContent } from './small-content';

/** Why bytes are not one whole gzip member, and nothing else. */
export type GzipFault = 'malformed' | 'trailing-data' | 'too-large';

/** `unread`: it was not inflated to its end. */
export type StreamFault = GzipFault | 'unread';

/** How far a stream is inflated. */
export interface InflateLimit {
  /** Of the content, in bytes. */
  readonly content: number;
  /** Of the file as it is stored. Default: none */
  readonly stored?: number;
  /** Asked for each further part of a content: whether it is inflated. Default: always */
  allows?(bytes: number, content: number, stored: number): boolean;
}

const HEADER = 10;
const TRAILER = 8;
/** What is inflated in one call. More than this is inflated as a stream, so that a decompression bomb costs no memory. */
export const INFLATE_AT_ONCE = 8 * 1024 * 1024;

const MIN_CHUNK = 64;
const MAX_CHUNK = 1024 * 1024;
/** Bigger than the default, by which a bomb would take half as long again. */
const STREAM_CHUNK = 256 * 1024;

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * The content of exactly one gzip member of at most `limit` bytes. zlib's own gunzip joins further members and
 * ignores zeros after the end, so the raw data is inflated and its end compared with the file's.
 */
export function gunzipWhole(bytes: Uint8Array, limit: number): Buffer | GzipFault {
  if (!isPlainHeader(bytes)) return 'malformed';
  let inflated: Inflated;
  try {
    const options = { info: true, maxOutputLength: limit, chunkSize: chunkSizeFor(bytes) };
    inflated = inflateRawSync(bytes.subarray(HEADER), options) as unknown as Inflated;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed';
  }
  const { buffer, engine } = inflated;
  const end = HEADER + engine.bytesWritten;
  return trailerFault(bytes.subarray(end, end + TRAILER), bytes.length - end, crc32(buffer), buffer.length) ?? buffer;
}

/** One chunk for the whole content saves joining several. The length at the end of the file may be wrong, so it is bounded. */
function chunkSizeFor(bytes: Uint8Array): number {
  const end = bytes.length - 4;
  const length = end < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  return Math.min(Math.max(length + 1, MIN_CHUNK), MAX_CHUNK);
}

/** The SHA-256, in hex, of the content of exactly one gzip member. */
export function hashWhole(bytes: Uint8Array, limit: InflateLimit): string | Promise<string> {
  const small = isPlainHeader(bytes) ? smallContent(bytes, HEADER, TRAILER, limit.content) : undefined;
  if (small !== undefined) return hash('sha256', small);
  const content = gunzipWhole(bytes, Math.min(limit.content, INFLATE_AT_ONCE));
  if (content === 'too-large') return hashStream([bytes], limit);
  return typeof content === 'string' ? content : hash('sha256', content);
}

/** The same for a stream of any length, with some chunks in memory. Throws only what the stream throws. */
export async function hashStream(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: InflateLimit,
): Promise<string | StreamFault> {
  const inflater = new Inflater(limit);
  let header: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (inflater.fault !== undefined) break;
    const bytes: Uint8Array = header === undefined ? chunk : Buffer.concat([header, chunk]);
    if (header !== undefined && bytes.length < HEADER) {
      header = bytes;
      continue;
    }
    if (header !== undefined && !isPlainHeader(bytes)) return 'malformed';
    await inflater.write(header === undefined ? bytes : bytes.subarray(HEADER));
    header = undefined;
  }
  return header === undefined ? inflater.end() : 'malformed';
}

/** Inflates, hashes and counts chunk by chunk; keeps the last bytes, which must be the trailer. */
class Inflater {
  public fault: StreamFault | undefined;
  private readonly stream: InflateRaw = createInflateRaw({ chunkSize: STREAM_CHUNK });
  private readonly sha256 = createHash('sha256');
  private readonly ended: Promise<void>;
  private received = 0;
  private length = 0;
  private crc = 0;
  private tail: Uint8Array = new Uint8Array(0);

  public constructor(private readonly limit: InflateLimit) {
    this.ended = new Promise((resolve) => {
      this.stream
        .once('end', resolve)
        .once('close', resolve)
        .once('error', () => {
          this.fault ??= 'malformed';
          resolve();
        });
    });
    this.stream.on('data', (content: Buffer) => {
      this.length += content.length;
      this.crc = crc32(content, this.crc);
      this.sha256.update(content);
      if (this.length > limit.content) this.fail('too-large');
      else if (limit.allows?.(content.length, this.length, this.received) === false) this.fail('unread');
    });
  }

  public async write(chunk: Uint8Array): Promise<void> {
    this.received += chunk.length;
    if (this.received > (this.limit.stored ?? Infinity)) this.fail('too-large');
    this.tail = Buffer.concat([this.tail, chunk.subarray(-TRAILER)]).subarray(-TRAILER);
    if (this.stream.writableEnded || this.stream.destroyed || this.stream.readableEnded) return;
    await new Promise<void>((resolve) => {
      this.stream.once('close', resolve).write(chunk, () => {
        this.stream.off('close', resolve);
        resolve();
      });
    });
  }

  public async end(): Promise<string | StreamFault> {
    if (!this.stream.destroyed) this.stream.end();
    await this.ended;
    const rest = this.received - this.stream.bytesWritten;
    const trailer = this.tail.subarray(Math.max(0, this.tail.length - rest)).subarray(0, TRAILER);
    this.fault ??= trailerFault(trailer, rest, this.crc, this.length);
    return this.fault ?? this.sha256.digest('hex');
  }

  private fail(fault: StreamFault): void {
    this.fault ??= fault;
    this.stream.destroy();
  }
}

/** Ten bytes without a name, comment, extra field or checksum: CloudTrail writes none, and they could hide text. */
function isPlainHeader(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && (bytes[3] & ~1) === 0;
}

function trailerFault(trailer: Uint8Array, rest: number, crc: number, length: number): GzipFault | undefined {
  if (rest > TRAILER) return 'trailing-data';
  if (rest < TRAILER) return 'malformed';
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
  return view.getUint32(0, true) === crc && view.getUint32(4, true) === length % 2 ** 32 ? undefined : 'malformed';
}
