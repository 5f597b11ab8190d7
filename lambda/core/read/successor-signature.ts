import { HOUR } from '../format/time';
import { readDocument } from './digest-document';
import { lowerBound, type DigestList, type ListedDigest } from './digest-list';
import type { Session } from './session';

/**
 * The signature of a digest that one of the next two digests holds. It needs no trust: either it verifies the digest, or
 * it is of no use.
 */
export async function signatureInSuccessor(
  session: Session,
  list: DigestList,
  digest: ListedDigest,
): Promise<string | undefined> {
  try {
    await list.load(digest.end, digest.end + 2 * HOUR);
  } catch {
    return undefined;
  }
  const line = digest.isBackfill ? list.backfills : list.normal;
  const after = lowerBound(line, digest.end + 1);
  for (const next of line.slice(after, after + 2)) {
    const read = await readDocument(session, next);
    if ('finding' in read || read.digest.previousDigestS3Object !== digest.key) continue;
    return read.digest.previousDigestSignature ?? undefined;
  }
  return undefined;
}
