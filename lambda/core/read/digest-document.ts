import { gunzipWhole } from '../format/gzip';
import { parseDigest, type UnverifiedDigest } from '../format/unverified-digest';
import { causeOf } from '../model/cause';
import { incomplete, invalid, type NewFinding } from '../model/finding';
import { isReadFailure, type ReadFailure, type StoredObject } from '../model/store';
import type { ListedDigest } from './digest-list';
import type { Session } from './session';

const MIB = 1024 * 1024;
/** Compressed. */
export const MAX_DIGEST = 64 * MIB;
/** Uncompressed: 600,000 log files of one account and Region in an hour. A text of twice that size is none in Node.js. */
const MOST_BYTES = 256 * MIB;
/** A digest of so many bytes is read however well it is compressed. */
const ANY_BYTES = 64 * MIB;
/** The hashes and names in a digest can't be compressed to less than a tenth of it, so what is far beyond that is none. */
const MOST_COMPRESSED = 32;
export const TOO_LARGE = incomplete('digest-too-large');

/** How many bytes the document of a digest may have, by its compressed size: a decompression bomb costs little memory. */
export function mostBytesOf(compressed: number): number {
  return Math.min(MOST_BYTES, Math.max(ANY_BYTES, compressed * MOST_COMPRESSED));
}

export interface DigestDocument {
  readonly object: StoredObject;
  /** Uncompressed. */
  readonly bytes: Buffer;
  readonly digest: UnverifiedDigest;
}

/** Reads the document of a digest, of which nothing is verified yet. */
export async function readDocument(
  session: Session,
  listed: ListedDigest,
  limit = mostBytesOf(listed.size),
): Promise<DigestDocument | { readonly finding: NewFinding; readonly object?: StoredObject }> {
  const answer = await session.useObject(listed.bucket, listed.key, collect, { streamAbove: MAX_DIGEST });
  if (isReadFailure(answer)) return { finding: unreadable(answer) };
  const bytes = gunzipWhole(answer.body, limit);
  if (bytes === 'trailing-data') return { finding: invalid('digest-trailing-data'), object: answer };
  if (bytes === 'too-large') return { finding: TOO_LARGE, object: answer };
  if (bytes === 'malformed') return { finding: invalid('digest-malformed', { part: 'gzip' }), object: answer };
  const digest = parseDigest(bytes);
  return digest === undefined
    ? { finding: invalid('digest-malformed', { part: 'document' }), object: answer }
    : { object: answer, bytes, digest };
}

async function collect(object: StoredObject): Promise<StoredObject & { body: Uint8Array }> {
  if (object.body instanceof Uint8Array) return { ...object, body: object.body };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of object.body) {
    chunks.push(chunk);
    if ((length += chunk.length) > MAX_DIGEST) break;
  }
  return { ...object, body: Buffer.concat(chunks) };
}

function unreadable(failure: ReadFailure): NewFinding {
  // It was listed a moment ago, so somebody deletes it while the run goes on.
  if (failure.failure === 'absent') return invalid('digest-missing', { wasListed: true });
  return incomplete('digest-unreadable', causeOf(failure));
}
