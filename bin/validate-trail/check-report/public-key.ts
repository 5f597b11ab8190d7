import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { parseStrictJson } from '../../../lambda/core/format/strict-json';
import { escapeText } from '../../../lambda/core/format/escape';
import { CannotRun } from '../../shared/failure';
import { decodeText } from '../../shared/text-file';
import { readFileOf } from './files';

/** The public key by which a report is verified. */
export interface SigningPublicKey {
  readonly key: KeyObject;
  /** SHA-256 of the key in DER (SubjectPublicKeyInfo), in hex: what an auditor has written down. */
  readonly fingerprint: string;
}

const MOST_BYTES = 64 * 1024;
/** What every uncompressed public key of P-256 begins with; the coordinates of its point follow. */
const P256_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const P256_LENGTH = P256_HEAD.length + 64;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const HINT = 'give what "aws kms get-public-key" printed of the key that signs reports';

/** Reads the key from DER, base64, the JSON of the AWS CLI, or PEM. Any other key than one of P-256 is rejected. */
export async function readPublicKey(file: string): Promise<SigningPublicKey> {
  const der = derIn(await readFileOf(file, MOST_BYTES), file);
  if (der.length !== P256_LENGTH || !der.subarray(0, P256_HEAD.length).equals(P256_HEAD)) {
    throw new CannotRun(
      `${file} holds ${describe(der)}, expected a public key on the curve P-256 as KMS gives it`,
      HINT,
    );
  }
  const key = keyIn(der);
  if (key === undefined) throw new CannotRun(`${file} holds a point that is not on the curve P-256`, HINT);
  return { key, fingerprint: createHash('sha256').update(der).digest('hex') };
}

function derIn(bytes: Buffer, file: string): Buffer {
  if (bytes[0] === 0x30) return bytes;
  const text = decodeText(bytes).trim();
  const [, label] = /^-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? [];
  if (label !== undefined && label !== 'PUBLIC KEY') {
    throw new CannotRun(`${file} begins with "${label}", expected "PUBLIC KEY"`, HINT);
  }
  const [, inPem] = /^-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----$/.exec(text) ?? [];
  const base64 = inPem ?? inAnswer(text) ?? text;
  if (BASE64.test(base64)) return Buffer.from(base64, 'base64');
  throw new CannotRun(`${file} is no public key in DER, base64, JSON or PEM`, HINT);
}

/** The answer of `aws kms get-public-key` in JSON. */
function inAnswer(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  const answer = parseStrictJson(Buffer.from(text)) as { readonly PublicKey?: unknown } | undefined;
  return typeof answer?.PublicKey === 'string' ? answer.PublicKey : undefined;
}

function describe(der: Buffer): string {
  const { asymmetricKeyType = 'other', asymmetricKeyDetails: details } = keyIn(der) ?? {};
  if (details === undefined) return 'no public key';
  if (details.namedCurve === 'prime256v1') return 'a key on that curve in another form, or with more after it';
  const size = details.namedCurve ?? details.modulusLength;
  return `a key of the type ${escapeText(asymmetricKeyType)}${size === undefined ? '' : ` (${size})`}`;
}

function keyIn(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
