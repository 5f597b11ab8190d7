import { createHash } from 'node:crypto';
import { isReadFailure, type Store, type StoredObject } from '../../../lambda/core';
import { displayTime, parseTime } from '../times';
import { firstMember } from './gzip';
import { allBytes, toFatal } from './failure';
import { loadKey, verifySignature, type SignedFields } from './signature';

/** A digest that the AWS CLI calls valid. */
export interface ValidDigest {
  readonly bucket: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly previous?: { readonly bucket: string; readonly key: string };
  /** Undefined where the document lacks the field, at which the AWS CLI ends its run. */
  readonly logFiles?: readonly LogEntry[] | null;
}

export interface LogEntry {
  readonly s3Bucket: string;
  readonly s3Object: string;
  readonly hashValue: unknown;
}

/** Why a digest is not valid, in the words of the AWS CLI. */
export class Invalid extends Error {}

export interface DigestContext {
  readonly store: Store;
  /** Where public keys are asked for. */
  readonly keyRegion: string;
  readonly homeRegion: string;
  readonly backfill: boolean;
  /** The keys known so far. For backfill digests it grows. */
  readonly publicKeys: Map<string, Uint8Array>;
}

const REQUIRED = [
  'digestPublicKeyFingerprint',
  'digestS3Bucket',
  'digestS3Object',
  'previousDigestSignature',
  'digestEndTime',
  'digestStartTime',
];

const HOUR = 3_600_000;

/** Checks a digest in the order of the AWS CLI. Throws why it is not valid. */
export async function checkDigest(
  context: DigestContext,
  bucket: string,
  key: string,
  { body, metadata }: StoredObject,
): Promise<ValidDigest> {
  const { raw, document } = parse(await allBytes(body));
  if (metadata.signature === undefined || metadata['signature-algorithm'] === undefined) {
    throw new Invalid('signature verification failed');
  }
  const fields = asObject(document);
  const generated = metadata['backfill-generation-timestamp'];
  if (context.backfill && generated === undefined) throw new Invalid('invalid format');
  if (REQUIRED.some((name) => !Object.hasOwn(fields, name))) throw new Invalid('invalid format');
  if (fields.digestS3Bucket !== bucket || fields.digestS3Object !== key) {
    throw new Invalid('has been moved from its original location');
  }
  await assertSigned(context, fields, raw, metadata.signature, generated);
  return toValidDigest(fields, bucket, key);
}

/** The public keys between two times, by the MD5 of their bytes. The AWS CLI can't go on without one. */
export async function loadPublicKeys(
  store: Store,
  region: string,
  start: number,
  end: number,
): Promise<Map<string, Uint8Array>> {
  const answer = await store.readPublicKeys(region, { start, end });
  if (isReadFailure(answer)) throw toFatal(answer, 'ListPublicKeys');
  if (answer.length === 0) {
    throw new Error(`No public keys found between ${displayTime(start)} and ${displayTime(end)}`);
  }
  return new Map(answer.map(({ der }) => [createHash('md5').update(der).digest('hex'), der]));
}

/** A time in a document or a name. */
export function dateValue(value: unknown): number {
  try {
    return parseTime('', String(value));
  } catch {
    throw new Error(`Unable to parse date value: ${String(value)}`);
  }
}

function parse(body: Uint8Array): { raw: Uint8Array; document: unknown } {
  try {
    const raw = firstMember(body);
    return { raw, document: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)) };
  } catch {
    throw new Invalid('invalid format');
  }
}

/** Python's names for the types of JSON, where a document is no object. */
function asObject(document: unknown): Record<string, unknown> {
  if (Array.isArray(document)) throw new Invalid('list indices must be integers or slices, not str');
  if (typeof document === 'object' && document !== null) return document as Record<string, unknown>;
  const number = Number.isInteger(document) ? 'int' : 'float';
  const type = { string: 'str', number, boolean: 'bool' }[typeof document as string] ?? 'NoneType';
  throw new Invalid(`'${type}' object does not support item assignment`);
}

async function assertSigned(
  { store, publicKeys, backfill, homeRegion, keyRegion }: DigestContext,
  fields: Record<string, unknown>,
  raw: Uint8Array,
  signature: string,
  generated: string | undefined,
): Promise<void> {
  const fingerprint = String(fields.digestPublicKeyFingerprint);
  if (backfill && !publicKeys.has(fingerprint)) {
    const time = dateValue(generated);
    for (const [name, der] of await loadPublicKeys(store, keyRegion, time - HOUR, time + HOUR))
      publicKeys.set(name, der);
  }
  const der = publicKeys.get(fingerprint);
  if (der === undefined) {
    throw new Invalid(`public key not found in region ${homeRegion} for fingerprint ${fingerprint}`);
  }
  const key = loadKey(der);
  if (key === undefined) throw new Invalid(`Unable to load PKCS #1 key with fingerprint ${fingerprint}`);
  if (!verifySignature(key, fields as unknown as SignedFields, raw, signature)) {
    throw new Invalid('signature verification failed');
  }
}

function toValidDigest(fields: Record<string, unknown>, bucket: string, key: string): ValidDigest {
  const previousBucket = fields.previousDigestS3Bucket ?? undefined;
  const previousKey = fields.previousDigestS3Object ?? undefined;
  return {
    bucket,
    key,
    start: dateValue(fields.digestStartTime),
    end: dateValue(fields.digestEndTime),
    previous:
      previousBucket === undefined || previousKey === undefined
        ? undefined
        : { bucket: String(previousBucket), key: String(previousKey) },
    logFiles: fields.logFiles as ValidDigest['logFiles'],
  };
}
