import { constants, createHash, createPublicKey, sign } from 'node:crypto';
import { HOUR } from '../names';
import { keyOf, signerOf } from '../signing';
import { digestOf, REGION, resign, type Vector } from './vector';

const EXPOSED = 'the vectors';
const exposed = signerOf(EXPOSED);
const privateKey = keyOf(EXPOSED);
const publicKey = createPublicKey(privateKey);
const FORGED = signerOf('the attacker');

/** Signatures and the keys that they are made with. */
export const SIGNATURE_VECTORS: readonly Vector[] = [
  {
    name: 'public-key-in-spki-form',
    change: (store) => {
      const der = publicKey.export({ format: 'der', type: 'spki' });
      store.publicKeys.set(REGION, [{ der, source: 'ListPublicKeys' }]);
    },
    options: {
      signer: () => ({
        ...exposed,
        fingerprint: createHash('md5')
          .update(publicKey.export({ format: 'der', type: 'spki' }))
          .digest('hex'),
      }),
    },
    codes: [],
    verdict: 'VALID',
  },
  ...signatureVectors(),
];

function signatureVectors(): Vector[] {
  const withSignature = (name: string, hour: number, change: (signature: string) => string | undefined): Vector => ({
    name,
    change: (store, corpus) => {
      const { metadata } = store.get(digestOf(corpus, hour));
      const changed = change(metadata.signature);
      if (changed === undefined) delete metadata.signature;
      else metadata.signature = changed;
    },
    codes: ['digest-signature-invalid'],
    verdict: 'INVALID',
  });
  const signedBy = (name: string, signText: (text: string) => string): Vector => ({
    name,
    options: { signer: () => ({ ...exposed, sign: signText }) },
    codes: ['digest-signature-invalid', 'log-file-unverified'],
    verdict: 'INVALID',
  });
  return [
    withSignature('digest-signature-removed', 3, () => undefined),
    withSignature('digest-signature-of-one-other-digit', 3, (hex) => `${hex[0] === '0' ? '1' : '0'}${hex.slice(1)}`),
    withSignature('digest-signature-not-hex', 3, (hex) => `zz${hex.slice(2)}`),
    withSignature('digest-signature-cut-short', 3, (hex) => hex.slice(0, -2)),
    withSignature('digest-signature-with-more-behind', 3, (hex) => `${hex}00`),
    withSignature('digest-signature-empty', 3, () => ''),
    {
      ...withSignature('newest-digest-signature-removed', -1, () => undefined),
      codes: ['digest-signature-invalid', 'log-file-unverified'],
    },
    {
      name: 'digest-signature-of-the-digest-before',
      change: (store, corpus) => {
        store.get(digestOf(corpus, 3)).metadata.signature = store.get(digestOf(corpus, 2)).metadata.signature;
      },
      codes: ['digest-signature-invalid'],
      verdict: 'INVALID',
    },
    {
      name: 'digest-signature-in-upper-case',
      change: (store, corpus) => {
        const { metadata } = store.get(digestOf(corpus, 3));
        metadata.signature = metadata.signature.toUpperCase();
      },
      codes: [],
      verdict: 'VALID',
    },
    signedBy('digest-signed-over-sha1', (text) => sign('sha1', Buffer.from(text), privateKey).toString('hex')),
    signedBy('digest-signed-over-md5', (text) => sign('md5', Buffer.from(text), privateKey).toString('hex')),
    signedBy('digest-signed-with-pss', (text) =>
      sign('sha256', Buffer.from(text), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }).toString('hex'),
    ),
    {
      name: 'digest-resigned-by-other-key',
      change: (store, corpus) => {
        const key = digestOf(corpus, 3);
        resign(store, corpus, key, (document) => (document.digestPublicKeyFingerprint = FORGED.fingerprint));
      },
      codes: ['digest-key-unknown', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'all-digests-resigned-by-other-key',
      options: { signer: () => FORGED },
      change: (store) => store.publicKeys.set(REGION, [{ der: signerOf(REGION).der, source: 'ListPublicKeys' }]),
      codes: ['digest-key-unknown', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'public-key-found-only-around-the-digest',
      change: (store, corpus) => {
        const [key] = corpus.publicKeys(REGION);
        store.answerKeys = ({ end }, all) => (end > corpus.end + HOUR ? [] : all);
        store.publicKeys.set(REGION, [{ ...key, source: 'ListPublicKeys' }]);
      },
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'public-key-outside-its-validity',
      change: (store, corpus) => {
        const [{ der }] = corpus.publicKeys(REGION);
        const validTo = corpus.options.start - 5 * HOUR;
        store.answerKeys = (_range, all) => all;
        store.publicKeys.set(REGION, [{ der, validTo, source: 'ListPublicKeys' }]);
      },
      codes: ['digest-key-outside-validity'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'copy-that-has-lost-its-metadata',
      change: (store) => {
        store.dropsMetadata = true;
        for (const object of store.objects.values()) object.metadata = {};
      },
      codes: ['digest-signature-unknown', 'log-file-unverified'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'region-whose-keys-are-unavailable',
      change: (store) => store.keyFailures.set(REGION, { failure: 'region-unavailable' }),
      codes: ['log-file-unverified', 'public-keys-unavailable'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'region-that-answers-without-any-key',
      change: (store) => store.publicKeys.set(REGION, []),
      codes: ['log-file-unverified', 'public-keys-unavailable'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'digest-resigned-by-other-key-at-a-time-without-keys',
      change: (store, corpus) => {
        const key = digestOf(corpus, 3);
        resign(store, corpus, key, (document) => (document.digestPublicKeyFingerprint = FORGED.fingerprint));
        store.answerKeys = ({ start, end }, all) => (end - start < 6 * HOUR ? [] : all);
      },
      codes: ['digest-key-unknown', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'public-key-that-is-no-key',
      change: (store, corpus) => {
        resign(store, corpus, digestOf(corpus, -1), (document) => {
          document.digestPublicKeyFingerprint = createHash('md5').update('no key').digest('hex');
        });
        store.publicKeys.get(REGION)?.push({ der: Buffer.from('no key'), source: 'a file' });
      },
      codes: ['log-file-unverified', 'public-keys-unavailable'],
      verdict: 'INCOMPLETE',
    },
  ];
}
