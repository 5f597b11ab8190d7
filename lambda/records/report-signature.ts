import * as v from 'valibot';
import { Format } from './format';
import { schemaOf, string, type Immutable } from './schema';

/** ECDSA on the curve P-256 over the SHA-256 of the bytes; the signature is in DER, as `openssl dgst` takes it. */
export const SIGNATURE_ALGORITHM = 'ECDSA_SHA_256';

const signatureSchema = v.strictObject({
  /** The report that it lies beside. */
  reportKey: string,
  /** Of the bytes of the report, in hex. */
  sha256: string,
  algorithm: v.literal(SIGNATURE_ALGORITHM),
  /** The KMS key, for people: whoever verifies takes the public key that they were handed. */
  keyId: string,
  /** Base64. */
  signature: string,
});

/** The signature of a report, in an object beside it. */
export type ReportSignature = Immutable<v.InferOutput<typeof signatureSchema>>;

export const reportSignatureFormat = new Format(1, schemaOf<ReportSignature>()(signatureSchema));
