import { constants, createInflateRaw, crc32 } from 'node:zlib';

/** What is inflated in the one piece of memory that is kept: nearly all log files. */
const MOST_BYTES = 1024 * 1024;

/** Of the stream, what zlib's own synchronous functions call. */
interface Engine {
  reset(): void;
  writeSync(flush: number, input: Uint8Array, start: number, length: number, output: Buffer, at: 0, room: number): void;
  onerror: () => void;
}

interface Inflater {
  readonly engine: Engine;
  /** The room that was left in the output, and the bytes that were left of the input. */
  readonly state: Uint32Array;
  readonly output: Buffer;
}

let kept: Inflater | 'unsupported' | undefined;

/**
 * Inflates the raw data between a header and a trailer of one gzip member. The content is valid until the next call.
 * Undefined where it is not exactly the one that the trailer describes, for whatever reason: let zlib's documented
 * functions say why.
 *
 * zlib's functions make an engine and memory for each call, which takes as long as to inflate a small log file. What they
 * call themselves is documented nowhere, though others use it too; so what it gives counts by the trailer's checksum alone.
 */
export function smallContent(bytes: Uint8Array, header: number, trailer: number, limit: number): Buffer | undefined {
  const data = bytes.length - header - trailer;
  if (data <= 0) return undefined;
  const length = uint32At(bytes, bytes.length - 4);
  if (length >= MOST_BYTES || length > limit) return undefined;
  kept ??= open() ?? 'unsupported';
  if (kept === 'unsupported') return undefined;
  const { engine, state, output } = kept;
  let isWhole = true;
  engine.onerror = () => (isWhole = false);
  engine.reset();
  // The trailer stands behind the data: where it is not all that is left, the data ends elsewhere.
  engine.writeSync(constants.Z_FINISH, bytes, header, data + trailer, output, 0, length + 1);
  if (!isWhole || state[0] !== 1 || state[1] !== trailer) return undefined;
  const content = output.subarray(0, length);
  return crc32(content) === uint32At(bytes, bytes.length - trailer) ? content : undefined;
}

/** A view of each file's trailer takes longer than to read it. */
function uint32At(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

function open(): Inflater | undefined {
  const stream = createInflateRaw() as unknown as {
    readonly _handle?: Partial<Engine>;
    readonly _writeState?: unknown;
  };
  const { _handle: engine, _writeState: state } = stream;
  const isKnown = typeof engine?.reset === 'function' && typeof engine.writeSync === 'function';
  if (!isKnown || !ArrayBuffer.isView(state)) return undefined;
  return { engine: engine as Engine, state: state as Uint32Array, output: Buffer.allocUnsafeSlow(MOST_BYTES) };
}
