import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { PublicKey } from '../model/store';

/** A public key that was read. */
export interface SigningKey {
  readonly fingerprint: string;
  /** Undefined if the bytes are no RSA key. */
  readonly key?: KeyObject;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly source: string;
}

/** A key has the fingerprint that CloudTrail gave with it, which is all that digests name it by. */
export function readSigningKey({ der, fingerprint, validFrom, validTo, source }: PublicKey): SigningKey {
  return { fingerprint: fingerprint ?? md5Of(der), key: readRsaKey(der), validFrom, validTo, source };
}

/** The fingerprint of every key that CloudTrail has published. Throws where the host has no MD5, as in FIPS mode. */
function md5Of(der: Uint8Array): string {
  return createHash('md5').update(der).digest('hex');
}

// Documented keys come in both forms: PKCS#1 mostly, SPKI once.
function readRsaKey(der: Uint8Array): KeyObject | undefined {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: Buffer.from(der), format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The text that CloudTrail signs. Source: "Custom implementations of CloudTrail log file integrity validation". */
export function signedText(fields: {
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly sha256: string;
  readonly previousDigestSignature: string | null;
}): string {
  const { digestEndTime, digestS3Bucket, digestS3Object, sha256, previousDigestSignature } = fields;
  return `${digestEndTime}\n${digestS3Bucket}/${digestS3Object}\n${sha256}\n${previousDigestSignature ?? 'null'}`;
}

/** RSA PKCS#1 v1.5 with SHA-256 alone, whatever hash the signature itself names. */
export function verifySignature(key: KeyObject, text: string, signature: string): boolean {
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  // Buffer.from drops characters that are no hex digits, so the shape is checked first.
  if (signature.length !== bytes * 2 || !HEX.test(signature)) return false;
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'hex'));
}

const HEX = /^[0-9a-fA-F]+$/;
