import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const KEYS = path.join(__dirname, '../../../node_modules/.cache/cdk-organization-trail/test-keys');

/** Signs digests as CloudTrail does, with a key pair of its own for each Region. */
export interface Signer {
  readonly fingerprint: string;
  /** PKCS#1 DER, as ListPublicKeys hands it out. */
  readonly der: Buffer;
  /** Lower-case hex of the PKCS#1 v1.5 signature over SHA-256. */
  sign(text: string): string;
}

const signers = new Map<string, Signer>();

/** One key pair per name, made once on this machine. */
export function signerOf(name: string): Signer {
  const cached = signers.get(name);
  if (cached !== undefined) return cached;
  const signer = signerWith(keyOf(name));
  signers.set(name, signer);
  return signer;
}

/** The private key of a signer. Making one costs a tenth of a second, so that each is kept for the next process. */
export function keyOf(name: string): KeyObject {
  const file = path.join(KEYS, `${sha256(name)}.der`);
  if (!existsSync(file)) keepNewKey(file);
  return createPrivateKey({ key: readFileSync(file), format: 'der', type: 'pkcs1' });
}

/** Of several processes that make the same key, the first one's is kept. */
function keepNewKey(file: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const temporary = `${file}.${process.pid}`;
  mkdirSync(KEYS, { recursive: true });
  writeFileSync(temporary, privateKey.export({ format: 'der', type: 'pkcs1' }), { mode: 0o600 });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary);
  }
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
