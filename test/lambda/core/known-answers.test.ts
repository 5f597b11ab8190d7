import { publicDecrypt, constants } from 'node:crypto';
import { readSigningKey, verifySignature } from '../../../lambda/core/format/signature';
import real from '../../support/corpus/real/signatures.json';

/** The DER prefix of a SHA-256 DigestInfo, RFC 8017 section 9.2. */
const SHA256_INFO = '3031300d060960864801650304020105000420';

describe('the public keys that CloudTrail has published', () => {
  test.each(real.keys)('$fingerprint ($form) is an RSA key of this fingerprint', ({ fingerprint, der }) => {
    const { key, fingerprint: computed } = readSigningKey({ der: Buffer.from(der, 'base64'), source: 'the guide' });
    expect(computed).toBe(fingerprint);
    expect(key?.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });
});

describe('the signatures that CloudTrail has published', () => {
  const keyOf = (fingerprint: string) => {
    const { der = '' } = real.keys.find((key) => key.fingerprint === fingerprint) ?? {};
    const { key } = readSigningKey({ der: Buffer.from(der, 'base64'), source: 'the guide' });
    if (key === undefined) throw new Error(`no key ${fingerprint}`);
    return key;
  };

  test.each(real.signatures)('$fingerprint signs $sha256OfSignedText by PKCS#1 v1.5 over SHA-256', (answer) => {
    const padding = constants.RSA_PKCS1_PADDING;
    const opened = publicDecrypt({ key: keyOf(answer.fingerprint), padding }, Buffer.from(answer.signature, 'hex'));
    expect(opened.toString('hex')).toBe(SHA256_INFO + answer.sha256OfSignedText);
  });

  test.each(real.signatures)('$fingerprint does not sign another text', ({ fingerprint, signature }) => {
    expect(verifySignature(keyOf(fingerprint), 'another text', signature)).toBe(false);
  });
});
