import { gunzipWhole } from '../format/gzip';
import { parseDigest, type UnverifiedDigest } from '../format/unverified-digest';
import { causeOf } from '../model/cause';
import { incomplete, invalid, type NewFinding } from '../model/finding';
import { isReadFailure, type ReadFailure, type StoredObject } from '../model/store';
import type { ListedDigest } from './digest-list';
import type { Session } from './session';

export const MAX_DIGEST = 64 * 1024 * 1024;
export const TOO_LARGE = incomplete('digest-too-large');

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
  limit = MAX_DIGEST,
): Promise<DigestDocument | { readonly finding: NewFinding }> {
  const answer = await session.useObject(listed.bucket, listed.key, collect, { streamAbove: MAX_DIGEST });
  if (isReadFailure(answer)) return { finding: unreadable(answer) };
  const bytes = gunzipWhole(answer.body, limit);
  if (bytes === 'trailing-data') return { finding: invalid('digest-trailing-data') };
  if (bytes === 'too-large') return { finding: TOO_LARGE };
  if (bytes === 'malformed') return { finding: invalid('digest-malformed', { part: 'gzip' }) };
  const digest = parseDigest(bytes);
  return digest === undefined
    ? { finding: invalid('digest-malformed', { part: 'document' }) }
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
