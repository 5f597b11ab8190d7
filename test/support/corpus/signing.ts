import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** Signs digests as CloudTrail does, with a key pair of its own for each Region. */
export interface Signer {
  readonly fingerprint: string;
  /** PKCS#1 DER, as ListPublicKeys hands it out. */
  readonly der: Buffer;
  /** Lower-case hex of the PKCS#1 v1.5 signature over SHA-256. */
  sign(text: string): string;
}

const signers = new Map<string, Signer>();

/** One key pair per name and process: making one costs a tenth of a second. */
export function signerOf(name: string): Signer {
  const cached = signers.get(name);
  if (cached !== undefined) return cached;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signer = signerWith(privateKey, publicKey);
  signers.set(name, signer);
  return signer;
}

export function signerWith(privateKey: KeyObject, publicKey: KeyObject): Signer {
  const der = publicKey.export({ format: 'der', type: 'pkcs1' });
  return {
    fingerprint: createHash('md5').update(der).digest('hex'),
    der,
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('hex'),
  };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
