import { verify } from 'node:crypto';
import { parseStrictJson } from '../../../lambda/core/format/strict-json';
import { RecordError } from '../../../lambda/records/format';
import { reportSignatureFormat, type ReportSignature } from '../../../lambda/records/report-signature';
import { unchecked, verified, wrong, type Check } from './check';
import { readIfThere } from './files';
import type { SigningPublicKey } from './public-key';

const MOST_BYTES = 64 * 1024;
const WHAT = 'the signature of the report';
/** The one that this command reads. */
const VERSION = 1;

/** The bytes of a report, with their hash in hex. */
export interface SignedBytes {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/**
 * Verifies the signature over the bytes of the report by the key that was given. The signature chooses neither the key
 * nor the algorithm: what it says of them is for people.
 */
export async function checkSignature(report: SignedBytes, { key }: SigningPublicKey, file: string): Promise<Check> {
  const bytes = await readIfThere(file, MOST_BYTES);
  if (bytes === undefined) return unchecked(WHAT, 'there is no such file; give it by --signature');
  const signature = read(bytes, file);
  if ('state' in signature) return signature;
  if (signature.sha256 !== report.sha256) return wrong(WHAT, 'it was made for other bytes than those of the report');
  const der = Buffer.from(signature.signature, 'base64');
  const isBase64 = der.toString('base64') === signature.signature;
  const isValid = isBase64 && verify('sha256', report.bytes, { key, dsaEncoding: 'der' }, der);
  return isValid ? verified(WHAT) : wrong(WHAT, 'the public key does not verify it');
}

function read(bytes: Buffer, file: string): ReportSignature | Check {
  const { version } = (parseStrictJson(bytes) ?? {}) as { readonly version?: unknown };
  if (typeof version === 'number' && version !== VERSION) {
    return unchecked(WHAT, `it is of version ${version}; use the command of the version that is deployed`);
  }
  try {
    return reportSignatureFormat.parse(bytes.toString('utf8'), file);
  } catch (error) {
    if (error instanceof RecordError) return wrong(WHAT, `it is none: ${error.message}`);
    throw error;
  }
}
