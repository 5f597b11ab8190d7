import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import KEPT from './private-keys.json';

/** Signs digests as CloudTrail does, with a key pair of its own for each Region. */
export interface Signer {
  readonly fingerprint: string;
  /** PKCS#1 DER, as ListPublicKeys hands it out. */
  readonly der: Buffer;
  /** Lower-case hex of the PKCS#1 v1.5 signature over SHA-256. */
  sign(text: string): string;
}

const signers = new Map<string, Signer>();

/** One key pair per name: that of private-keys.json, so that every run signs alike, or one made for the name. */
export function signerOf(name: string): Signer {
  const cached = signers.get(name);
  if (cached !== undefined) return cached;
  const signer = signerWith(keyOf(name));
  signers.set(name, signer);
  return signer;
}

/** The private key of a signer. */
export function keyOf(name: string): KeyObject {
  const kept = (KEPT as Readonly<Record<string, string>>)[name];
  // Making one costs a tenth of a second.
  if (kept === undefined) return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return createPrivateKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs1' });
}

function signerWith(privateKey: KeyObject): Signer {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'pkcs1' });
  return {
    fingerprint: createHash('md5').update(der).digest('hex'),
    der,
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('hex'),
  };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
