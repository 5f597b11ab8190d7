import { hash } from 'node:crypto';
import { readContent } from '../format/digest-content';
import { signedText, verifySignature, type SigningKey } from '../format/signature';
import { DAY, HOUR, parseLooseTime } from '../format/time';
import { causeOf } from '../model/cause';
import { incomplete, invalid, type NewFinding } from '../model/finding';
import { factsOf, isReadFailure, type ReadFailure } from '../model/store';
import type { Chain } from '../model/trail';
import { MAX_DIGEST, mostBytesOf, readDocument, TOO_LARGE, type DigestDocument } from './digest-document';
import type { DigestList, ListedDigest } from './digest-list';
import type { Session } from './session';
import { signatureInSuccessor } from './successor-signature';
import type { DigestVerdict, VerifiedDigest } from './verified-digest';

const BIG_DIGEST = 4 * 1024 * 1024;

/** Where a digest is looked at: its chain, with the list of its digests. */
export interface DigestSource {
  readonly session: Session;
  readonly chain: Chain;
  readonly list: DigestList;
}

/** A digest that was read, with what names it. */
interface ReadDigest extends DigestDocument {
  readonly listed: ListedDigest;
  readonly sha256: string;
}

/**
 * Verifies one digest by itself: bytes, form, location, key, signature, content. Links are judged elsewhere.
 * Big ones are read one at a time, so that decompression bombs for every hour do not fill the memory.
 */
export async function verifyDigest(source: DigestSource, listed: ListedDigest): Promise<DigestVerdict> {
  if (listed.size > MAX_DIGEST) return { findings: [TOO_LARGE] };
  if (listed.size <= BIG_DIGEST / 8) {
    const verdict = await verifyWithin(source, listed, BIG_DIGEST);
    if (!verdict.findings.includes(TOO_LARGE)) return verdict;
  }
  return source.session.bigDigests.run(() => verifyWithin(source, listed, mostBytesOf(listed.size)));
}

async function verifyWithin(source: DigestSource, listed: ListedDigest, limit: number): Promise<DigestVerdict> {
  const { session } = source;
  const document = await readDocument(session, listed, limit);
  const verdict =
    'finding' in document ? { findings: [document.finding] } : await verifyDocument(source, listed, document);
  const { object } = document;
  return session.reportsObjects && object !== undefined ? { ...verdict, stored: factsOf(object) } : verdict;
}

async function verifyDocument(
  source: DigestSource,
  listed: ListedDigest,
  document: DigestDocument,
): Promise<DigestVerdict> {
  const { session } = source;
  const read: ReadDigest = { ...document, listed, sha256: hash('sha256', document.bytes) };
  const { digestS3Bucket, digestS3Object } = document.digest;
  if (digestS3Bucket !== session.namedBucket(listed.bucket) || digestS3Object !== listed.key)
    return { findings: [invalid('digest-moved')] };
  const times = timesOf(session, read);
  const key = await findKey(source, read, times);
  if ('finding' in key) return { findings: [key.finding] };
  const signed = await findSignature(source, read, key.key);
  if (signed.signature === undefined) return { findings: [signed.finding] };
  const content = readContent(document.digest.document, source.chain, listed.end);
  const findings = [
    ...(signed.finding === undefined ? [] : [signed.finding]),
    ...backfillTimestamp(session, read),
    ...keyValidity(key, times),
    ...unexpectedContent(session, content.unexpected, read),
    ...newFields(content.additions),
  ];
  const logFiles = session.entriesAsRead(content.logFiles);
  return { findings, verified: verifiedDigest({ ...content, logFiles }, read, signed.signature, key.source) };
}

function verifiedDigest(
  content: ReturnType<typeof readContent>,
  { listed, object, sha256 }: ReadDigest,
  signature: string,
  keySource: string,
): VerifiedDigest {
  return {
    ...content,
    key: listed.key,
    bucket: listed.bucket,
    isBackfill: listed.isBackfill,
    sha256,
    signature: signature.toLowerCase(),
    generationTimestamp: object.metadata['backfill-generation-timestamp'],
    keySource,
    lastModified: object.lastModified ?? listed.lastModified,
  };
}

type UsableKey = SigningKey & Required<Pick<SigningKey, 'key'>>;

/** The public key that the digest names. */
async function findKey(
  { session, chain }: DigestSource,
  { digest: { digestPublicKeyFingerprint: fingerprint } }: ReadDigest,
  times: readonly number[],
): Promise<UsableKey | { readonly finding: NewFinding }> {
  const found = await session.publicKeysOf(chain.region).find(fingerprint, times);
  if (found === undefined) return { finding: invalid('digest-key-unknown', { fingerprint: fingerprint.slice(0, 64) }) };
  if (isReadFailure(found)) return { finding: keysUnavailable(session, chain, found) };
  if (found.key === undefined)
    return { finding: keysUnavailable(session, chain, { failure: 'transient', detail: 'undecodable' }) };
  return found as UsableKey;
}

type FoundSignature = { signature: string; finding?: NewFinding } | { signature?: undefined; finding: NewFinding };

/** The signature in the metadata, or else the one in the successor: it verifies the same bytes wherever it is stored. */
async function findSignature(
  { session, list }: DigestSource,
  { digest, sha256, listed, object }: ReadDigest,
  key: UsableKey['key'],
): Promise<FoundSignature> {
  const text = signedText({ ...digest, sha256 });
  const own = object.metadata.signature;
  if (own !== undefined && verifySignature(key, text, own)) return { signature: own };
  const elsewhere = await signatureInSuccessor(session, list, listed);
  const isAuthentic = elsewhere !== undefined && verifySignature(key, text, elsewhere);
  const isCopy = session.store.dropsMetadata === true && own === undefined;
  if (isCopy && isAuthentic) return { signature: elsewhere };
  if (isCopy && elsewhere === undefined) return { finding: incomplete('digest-signature-unknown') };
  const finding = invalid('digest-signature-invalid', {
    signature: own === undefined ? 'absent' : 'wrong',
    contentIsAuthentic: isAuthentic,
  });
  return isAuthentic ? { signature: elsewhere, finding } : { finding };
}

/**
 * The times around which the key may be valid. Whoever may write chooses the metadata: a time that no backfill can have
 * would only make the request for keys fail, so it is left out.
 */
function timesOf({ request }: Session, { listed, object: { lastModified, metadata } }: ReadDigest): number[] {
  const stated = listed.isBackfill ? parseLooseTime(metadata['backfill-generation-timestamp']) : undefined;
  const isPossible = stated !== undefined && stated >= listed.end - DAY && stated <= request.now + DAY;
  const generated = isPossible ? stated : undefined;
  return [listed.end, lastModified ?? listed.lastModified, generated].filter((time) => time !== undefined);
}

function keyValidity(
  { validFrom = -Infinity, validTo = Infinity }: SigningKey,
  times: readonly number[],
): NewFinding[] {
  const isValid = times.some((time) => time >= validFrom - 2 * HOUR && time <= validTo + 2 * HOUR);
  return isValid ? [] : [incomplete('digest-key-outside-validity')];
}

/** Anyone who may write can remove the time, and with it the key look-up of other validators. */
function backfillTimestamp({ store }: Session, { listed, object: { metadata } }: ReadDigest): NewFinding[] {
  if (!listed.isBackfill) return [];
  const text = metadata['backfill-generation-timestamp'];
  if (text === undefined && store.dropsMetadata === true) return [];
  return parseLooseTime(text) === undefined ? [invalid('digest-malformed', { part: 'generation timestamp' })] : [];
}

function unexpectedContent(
  { store }: Session,
  fields: readonly string[],
  { listed, object: { metadata } }: ReadDigest,
): NewFinding[] {
  const algorithm = metadata['signature-algorithm'];
  const isExpected = algorithm === 'SHA256withRSA' || (algorithm === undefined && store.dropsMetadata === true);
  const generated = parseLooseTime(metadata['backfill-generation-timestamp']);
  const isEarly = listed.isBackfill && generated !== undefined && generated < listed.end;
  const all = [
    ...fields,
    ...(isExpected ? [] : ['metadata signature-algorithm']),
    ...(isEarly ? ['metadata backfill-generation-timestamp'] : []),
  ];
  if (all.length === 0) return [];
  return [incomplete('unexpected-content', { fields: all.join(', ') })];
}

/** Everything that is documented is verified all the same. */
function newFields(additions: readonly string[]): NewFinding[] {
  if (additions.length === 0) return [];
  return [
    { code: 'digest-format-extended', severity: 'NOTICE', detail: { fields: additions.join(', ').slice(0, 400) } },
  ];
}

function keysUnavailable(session: Session, { region }: Chain, failure: ReadFailure): NewFinding {
  const isReported = !session.isFirstKeyFailure(region);
  return { ...incomplete('public-keys-unavailable', causeOf(failure)), isReported };
}
