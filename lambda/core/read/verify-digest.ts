import { hash } from 'node:crypto';
import type { PreviousDigest } from '../model/checkpoint';
import { parseDigest, type UnverifiedDigest } from '../format/unverified-digest';
import { readContent, type LogFileEntry } from '../format/digest-content';
import type { Draft } from '../model/new-finding';
import { gunzipWhole } from '../format/gzip';
import type { ListedDigest } from './digest-list';
import type { Chain } from '../model/request';
import type { Run } from './session';
import { signedText, verifySignature, type SigningKey } from '../format/signature';
import { isReadFailure, type ReadFailure, type StoredObject } from '../model/store';
import { DAY, HOUR, parseLooseTime } from '../format/time';

const MAX_DIGEST = 64 * 1024 * 1024;
const BIG_DIGEST = 4 * 1024 * 1024;
const TOO_LARGE: Draft = { code: 'digest-too-large', severity: 'INCOMPLETE' };

/** A digest whose signature and signed location hold. */
export interface VerifiedDigest {
  readonly key: string;
  readonly bucket: string;
  readonly isBackfill: boolean;
  readonly start: number;
  readonly end: number;
  readonly previous?: PreviousDigest;
  readonly logFiles: readonly LogFileEntry[];
  readonly sha256: string;
  readonly signature: string;
  readonly generationTimestamp?: string;
  readonly keySource: string;
  readonly lastModified?: number;
}

interface Read {
  readonly run: Run;
  readonly listed: ListedDigest;
  readonly object: StoredObject;
}

export interface DigestVerdict {
  readonly findings: readonly Draft[];
  readonly verified?: VerifiedDigest;
}

/** Where else a digest's signature may be found: in its successor. */
export type SuccessorSignature = (listed: ListedDigest) => Promise<string | undefined>;

/**
 * Verifies one digest by itself: bytes, form, location, key, signature, content. Links are judged elsewhere.
 * Big ones go one at a time: a bomb for every hour must not fill the memory.
 */
export async function verifyDigest(
  run: Run,
  chain: Chain,
  listed: ListedDigest,
  successorSignature: SuccessorSignature,
): Promise<DigestVerdict> {
  if (listed.size > MAX_DIGEST) return { findings: [TOO_LARGE] };
  if (listed.size <= BIG_DIGEST / 8) {
    const verdict = await verifyWithin(run, chain, listed, successorSignature, BIG_DIGEST);
    if (!verdict.findings.includes(TOO_LARGE)) return verdict;
  }
  return run.bigDigests.run(() => verifyWithin(run, chain, listed, successorSignature, MAX_DIGEST));
}

async function verifyWithin(
  run: Run,
  chain: Chain,
  listed: ListedDigest,
  successorSignature: SuccessorSignature,
  limit: number,
): Promise<DigestVerdict> {
  const read = await readDigest(run, listed, limit);
  if ('finding' in read) return { findings: [read.finding] };
  const { object, bytes, digest } = read;
  const sha256 = hash('sha256', bytes);
  const { digestS3Bucket, digestS3Object, digestPublicKeyFingerprint: fingerprint } = digest;
  if (digestS3Bucket !== run.namedBucket(listed.bucket) || digestS3Object !== listed.key)
    return { findings: [invalid('digest-moved')] };

  const key = await run.keyRing(chain.region).find(fingerprint, timesOf({ run, listed, object }));
  if (key === undefined)
    return { findings: [invalid('digest-key-unknown', { fingerprint: fingerprint.slice(0, 64) })] };
  if (isReadFailure(key)) return { findings: [keysUnavailable(run, chain, key)] };
  if (key.key === undefined)
    return { findings: [keysUnavailable(run, chain, { failure: 'transient', detail: 'undecodable' })] };

  const text = signedText({ ...digest, sha256 });
  const holds = (signature: string) => key.key !== undefined && verifySignature(key.key, text, signature);
  const signed = await findSignature(run, listed, object, holds, successorSignature);
  if (signed.signature === undefined) return { findings: [signed.finding] };

  const content = readContent(digest.document, chain, listed.end);
  const generationTimestamp = object.metadata['backfill-generation-timestamp'];
  const verified: VerifiedDigest = {
    ...content,
    key: listed.key,
    bucket: listed.bucket,
    isBackfill: listed.isBackfill,
    sha256,
    signature: signed.signature.toLowerCase(),
    generationTimestamp,
    keySource: key.source,
    lastModified: object.lastModified ?? listed.lastModified,
  };
  const findings = [
    ...(signed.finding === undefined ? [] : [signed.finding]),
    ...backfillTimestamp(run, listed, object),
    ...keyValidity(key, timesOf({ run, listed, object })),
    ...unexpectedContent(run, content.unexpected, object, listed),
  ];
  return { findings, verified };
}

/** The document of a digest, verified by nobody. */
export async function readDigest(
  run: Run,
  listed: ListedDigest,
  limit = MAX_DIGEST,
): Promise<{ object: StoredObject; bytes: Buffer; digest: UnverifiedDigest } | { finding: Draft }> {
  const answer = await run.useObject(listed.bucket, listed.key, collect, { streamAbove: MAX_DIGEST });
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

type FoundSignature = { signature: string; finding?: Draft } | { signature?: undefined; finding: Draft };

/** The signature in the metadata, or else the one in the successor: it verifies the same bytes wherever it is kept. */
async function findSignature(
  run: Run,
  listed: ListedDigest,
  object: StoredObject,
  holds: (signature: string) => boolean,
  successorSignature: SuccessorSignature,
): Promise<FoundSignature> {
  const own = object.metadata.signature;
  if (own !== undefined && holds(own)) return { signature: own };
  const elsewhere = await successorSignature(listed);
  const isAuthentic = elsewhere !== undefined && holds(elsewhere);
  const isCopy = run.store.dropsMetadata === true && own === undefined;
  if (isCopy && isAuthentic) return { signature: elsewhere };
  if (isCopy && elsewhere === undefined)
    return { finding: { code: 'digest-signature-unknown', severity: 'INCOMPLETE' } };
  const finding = invalid('digest-signature-invalid', {
    signature: own === undefined ? 'absent' : 'wrong',
    contentIsAuthentic: isAuthentic,
  });
  return isAuthentic ? { signature: elsewhere, finding } : { finding };
}

/** Whoever may write chooses the metadata: a time that no backfill can have would only keep keys from being had. */
function timesOf({ run: { request }, listed, object: { lastModified, metadata } }: Read): number[] {
  const said = listed.isBackfill ? parseLooseTime(metadata['backfill-generation-timestamp']) : undefined;
  const isPossible = said !== undefined && said >= listed.end - DAY && said <= request.now + DAY;
  const generated = isPossible ? said : undefined;
  return [listed.end, lastModified ?? listed.lastModified, generated].filter((time) => time !== undefined);
}

function keyValidity({ validFrom = -Infinity, validTo = Infinity }: SigningKey, times: readonly number[]): Draft[] {
  const isValid = times.some((time) => time >= validFrom - 2 * HOUR && time <= validTo + 2 * HOUR);
  return isValid ? [] : [{ code: 'digest-key-outside-validity', severity: 'INCOMPLETE' }];
}

/** Anyone who may write can take the time away, and with it the key look-up of other validators. */
function backfillTimestamp(run: Run, { isBackfill }: ListedDigest, { metadata }: StoredObject): Draft[] {
  if (!isBackfill) return [];
  const text = metadata['backfill-generation-timestamp'];
  if (text === undefined && run.store.dropsMetadata === true) return [];
  return parseLooseTime(text) === undefined ? [invalid('digest-malformed', { part: 'generation timestamp' })] : [];
}

function unexpectedContent(
  run: Run,
  fields: readonly string[],
  { metadata }: StoredObject,
  listed: ListedDigest,
): Draft[] {
  const algorithm = metadata['signature-algorithm'];
  const isKnown = algorithm === 'SHA256withRSA' || (algorithm === undefined && run.store.dropsMetadata === true);
  const generated = parseLooseTime(metadata['backfill-generation-timestamp']);
  const isEarly = listed.isBackfill && generated !== undefined && generated < listed.end;
  const all = [
    ...fields,
    ...(isKnown ? [] : ['metadata signature-algorithm']),
    ...(isEarly ? ['metadata backfill-generation-timestamp'] : []),
  ];
  if (all.length === 0) return [];
  return [{ code: 'unexpected-content', severity: 'INCOMPLETE', detail: { fields: all.join(', ') } }];
}

function unreadable(failure: ReadFailure): Draft {
  // It was listed a moment ago: someone deletes while we look.
  if (failure.failure === 'absent') return invalid('digest-missing', { wasListed: true });
  return { code: 'digest-unreadable', severity: 'INCOMPLETE', detail: { cause: failure.failure } };
}

function keysUnavailable(run: Run, { region }: Chain, { failure }: ReadFailure): Draft {
  const isNew = run.isNewKeyTrouble(region);
  return {
    code: 'public-keys-unavailable',
    severity: 'INCOMPLETE',
    detail: { cause: failure },
    isRegional: true,
    isNew,
  };
}

function invalid(code: Draft['code'], detail?: Draft['detail']): Draft {
  return { code, severity: 'INVALID', detail };
}
