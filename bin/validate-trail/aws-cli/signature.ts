import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';

/** The hashes that python-rsa knows. It takes the one that the signature names. */
const HASHES = ['sha256', 'sha1', 'md5', 'sha224', 'sha384', 'sha512'];

export interface SignedFields {
  readonly digestEndTime: unknown;
  readonly digestS3Bucket: unknown;
  readonly digestS3Object: unknown;
  readonly previousDigestSignature: unknown;
}

/** A key in PKCS#1 form; undefined for any other. */
export function loadKey(der: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' });
  } catch {
    return undefined;
  }
}

/** Whether the signature is right. Throws what Python says of text that is no hexadecimal number. */
export function verifySignature(key: KeyObject, fields: SignedFields, digest: Uint8Array, signature: string): boolean {
  if (signature.length % 2) throw new Error('Odd-length string');
  if (!/^[0-9a-f]*$/i.test(signature)) throw new Error('Non-hexadecimal digit found');
  const text = Buffer.from(signedText(fields, digest));
  return HASHES.some((hash) => verify(hash, text, key, Buffer.from(signature, 'hex')));
}

function signedText(fields: SignedFields, digest: Uint8Array): string {
  return [
    fields.digestEndTime,
    `${fields.digestS3Bucket}/${fields.digestS3Object}`,
    createHash('sha256').update(digest).digest('hex'),
    fields.previousDigestSignature ?? 'null',
  ].join('\n');
}
