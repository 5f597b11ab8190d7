import { parseStrictJson } from './strict-json';

/** The fields without which no signature can be verified. Nothing in it is verified yet. */
export interface UnverifiedDigest {
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestSignature: string | null;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The document with the fields that the signature needs, or undefined if it is no digest. */
export function parseDigest(bytes: Uint8Array): UnverifiedDigest | undefined {
  const document = parseStrictJson(bytes);
  if (!isRecord(document)) return undefined;
  const { digestEndTime, digestS3Bucket, digestS3Object, digestPublicKeyFingerprint } = document;
  const { previousDigestS3Object, previousDigestSignature } = document;
  if (
    typeof digestEndTime !== 'string' ||
    typeof digestS3Bucket !== 'string' ||
    typeof digestS3Object !== 'string' ||
    typeof digestPublicKeyFingerprint !== 'string' ||
    !isTextOrNull(previousDigestS3Object) ||
    !isTextOrNull(previousDigestSignature)
  )
    return undefined;
  return {
    digestEndTime,
    digestS3Bucket,
    digestS3Object,
    digestPublicKeyFingerprint,
    previousDigestS3Object,
    previousDigestSignature,
    document,
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
