import { createHash, generateKeyPairSync, sign, constants } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { HOUR, digestKey } from '../names';
import { signerOf, signerWith } from '../signing';
import { digestOf, firstEntry, REGION, resign, resignText, type Vector } from './vector';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const exposed = signerWith(privateKey, publicKey);
const FORGED = signerOf('the attacker');

/** What is wrong with one digest file by itself. */
export const DIGEST_VECTORS: readonly Vector[] = [
  { name: 'happy-path', codes: [], verdict: 'VALID' },
  {
    name: 'happy-path-of-an-organization-with-a-prefix',
    options: {
      accounts: ['111111111111', '222222222222'],
      regions: ['us-east-1', 'eu-west-1'],
      organizationId: 'o-exampleorgid',
      keyPrefix: 'some/prefix',
      backfills: [2, 4],
      idleHours: [3],
    },
    codes: [],
    verdict: 'VALID',
  },
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
  ...formVectors(),
  ...placeVectors(),
  ...contentVectors(),
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
    codes: ['digest-signature-invalid', 'log-file-unproven'],
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
      codes: ['digest-signature-invalid', 'log-file-unproven'],
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
      codes: ['digest-key-unknown', 'log-file-unproven'],
      verdict: 'INVALID',
    },
    {
      name: 'all-digests-resigned-by-other-key',
      options: { signer: () => FORGED },
      change: (store) => store.publicKeys.set(REGION, [{ der: signerOf(REGION).der, source: 'ListPublicKeys' }]),
      codes: ['digest-key-unknown', 'log-file-unproven'],
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
      name: 'region-that-can-not-be-asked-for-keys',
      change: (store) => store.keyRefusals.set(REGION, { refused: 'region-unavailable' }),
      codes: ['log-file-unproven', 'public-keys-unavailable'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'public-key-that-is-no-key',
      change: (store, corpus) => {
        resign(store, corpus, digestOf(corpus, -1), (document) => {
          document.digestPublicKeyFingerprint = createHash('md5').update('no key').digest('hex');
        });
        store.publicKeys.get(REGION)?.push({ der: Buffer.from('no key'), source: 'a file' });
      },
      codes: ['log-file-unproven', 'public-keys-unavailable'],
      verdict: 'INCOMPLETE',
    },
  ];
}

function formVectors(): Vector[] {
  const withBody = (
    name: string,
    change: (body: Buffer) => Buffer,
    code: 'digest-malformed' | 'digest-trailing-data',
  ) =>
    ({
      name,
      change: (store, corpus) => {
        const object = store.get(digestOf(corpus, 3));
        object.body = change(object.body);
      },
      codes: [code, 'log-file-unproven'],
      verdict: 'INVALID',
    }) satisfies Vector;
  return [
    withBody('digest-empty', () => Buffer.alloc(0), 'digest-malformed'),
    withBody('digest-not-gzip', () => Buffer.from('{}'), 'digest-malformed'),
    withBody('digest-not-json', () => gzipSync('no json'), 'digest-malformed'),
    withBody('digest-an-array', () => gzipSync('[]'), 'digest-malformed'),
    withBody('digest-an-empty-object', () => gzipSync('{}'), 'digest-malformed'),
    withBody('digest-deeply-nested', () => gzipSync('['.repeat(100_000) + ']'.repeat(100_000)), 'digest-malformed'),
    withBody('digest-cut-short', (body) => body.subarray(0, -1), 'digest-malformed'),
    withBody('digest-without-its-trailer', (body) => body.subarray(0, -8), 'digest-malformed'),
    withBody('digest-with-garbage-behind', (body) => Buffer.concat([body, Buffer.from('x')]), 'digest-trailing-data'),
    withBody('digest-with-zeros-behind', (body) => Buffer.concat([body, Buffer.alloc(512)]), 'digest-trailing-data'),
    withBody('digest-with-a-second-member', (body) => Buffer.concat([body, gzipSync('{}')]), 'digest-trailing-data'),
    withBody(
      'digest-with-an-empty-second-member',
      (body) => Buffer.concat([body, gzipSync('')]),
      'digest-trailing-data',
    ),
    {
      name: 'digest-with-a-name-twice',
      change: (store, corpus) => {
        const key = digestOf(corpus, -1);
        const text = JSON.stringify(corpus.chain().document(key));
        resignText(store, corpus, key, text.replace('{', '{"awsAccountId":"999999999999",'));
      },
      codes: ['digest-malformed', 'log-file-unproven'],
      verdict: 'INVALID',
    },
    {
      name: 'digest-a-decompression-bomb',
      change: (store, corpus) => (store.get(digestOf(corpus, 3)).body = gzipSync(Buffer.alloc(65 * 1024 * 1024))),
      codes: ['digest-too-large', 'log-file-unproven'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'digest-compressed-another-way',
      change: (store, corpus) => {
        const key = digestOf(corpus, 3);
        const text = JSON.stringify(corpus.chain().document(key)).replace(/\//g, '\\/');
        store.get(key).body = gzipSync(text, { level: 1 });
      },
      codes: [],
      verdict: 'VALID',
    },
  ];
}

function placeVectors(): Vector[] {
  return [
    {
      name: 'digest-copied-to-a-later-hour',
      change: (store, corpus) => {
        const copy = digestKey(corpus.place, '111111111111', REGION, corpus.end + 60_000);
        store.objects.set(copy, { ...store.get(digestOf(corpus, -1)) });
      },
      codes: ['digest-moved'],
      verdict: 'INVALID',
    },
    {
      name: 'digest-in-the-place-of-another',
      change: (store, corpus) => store.objects.set(digestOf(corpus, 3), { ...store.get(digestOf(corpus, 2)) }),
      codes: ['digest-moved', 'log-file-unproven'],
      verdict: 'INVALID',
    },
    {
      name: 'all-digests-copied-from-another-bucket',
      options: { bucket: 'another-bucket' },
      request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: 'a-copy' } }),
      change: (store) => (store.bucket = 'a-copy'),
      codes: ['digest-moved', 'log-file-unproven'],
      verdict: 'INVALID',
    },
    {
      name: 'a-declared-copy-of-the-bucket',
      options: { bucket: 'another-bucket' },
      request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: 'a-copy' }, copyOf: 'another-bucket' }),
      change: (store) => (store.bucket = 'a-copy'),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'an-object-among-the-digests-that-is-none',
      change: (store, corpus) =>
        store.objects.set(digestOf(corpus, 3).replace('.json.gz', '.json.gz.bak'), {
          ...store.get(digestOf(corpus, 3)),
        }),
      codes: ['unexpected-object'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'empty-markers-of-the-folders',
      change: (store, corpus) => {
        const { digestPrefix, logFilePrefix } = corpus.chain();
        for (const key of [digestPrefix, logFilePrefix, `${logFilePrefix}2026/01/10/`])
          store.objects.set(key, { body: Buffer.alloc(0), metadata: {}, lastModified: START_OF_2026 });
      },
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'digests-of-another-trail-beside-ours',
      change: (store, corpus) => {
        for (const key of corpus.chain().normalKeys)
          store.objects.set(key.replace('_organization-trail_', '_organization-trail_us-east-1_other_'), {
            ...store.get(key),
          });
      },
      codes: [],
      verdict: 'VALID',
    },
  ];
}

const START_OF_2026 = Date.UTC(2026, 0, 1);

/** Only AWS could have signed these: format drift, never tampering. */
function contentVectors(): Vector[] {
  const drift = (name: string, change: (document: Record<string, unknown>) => void): Vector => ({
    name,
    change: (store, corpus) => resign(store, corpus, digestOf(corpus, -1), change),
    codes: ['unexpected-content'],
    verdict: 'INCOMPLETE',
  });
  return [
    drift('signed-account-of-another-name', (document) => (document.awsAccountId = '999999999999')),
    drift('signed-end-of-another-time', (document) => (document.digestEndTime = '2026-01-10T05:00:00Z')),
    drift('signed-start-not-the-end-before', (document) => (document.digestStartTime = '2026-01-10T05:00:00Z')),
    drift('signed-start-no-time', (document) => (document.digestStartTime = 'yesterday')),
    drift('signed-signature-algorithm-of-another-name', (document) => (document.digestSignatureAlgorithm = 'NONE')),
    drift('signed-link-hash-algorithm-of-another-name', (document) => (document.previousDigestHashAlgorithm = 'MD5')),
    drift('signed-new-field', (document) => (document.somethingNew = 1)),
    drift('signed-new-field-of-a-log-file', (document) => (firstEntry(document).somethingNew = 1)),
    {
      ...drift('signed-hash-algorithm-of-another-name', (document) => (firstEntry(document).hashAlgorithm = 'MD5')),
      codes: ['log-file-unproven', 'unexpected-content'],
    },
    {
      ...drift('signed-log-file-with-two-hashes', (document) => {
        (document.logFiles as object[]).push({ ...firstEntry(document), hashValue: 'a'.repeat(64) });
      }),
      codes: ['log-file-unproven', 'unexpected-content'],
    },
    {
      ...drift('signed-without-log-files', (document) => delete document.logFiles),
      codes: ['log-file-unlisted', 'unexpected-content'],
      verdict: 'INVALID',
    },
    {
      ...drift('signed-log-file-twice', (document) => (document.logFiles as object[]).push(firstEntry(document))),
      codes: [],
      verdict: 'VALID',
    },
    {
      ...drift('signed-hash-in-upper-case', (document) => {
        firstEntry(document).hashValue = String(firstEntry(document).hashValue).toUpperCase();
      }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'signature-algorithm-in-the-metadata-of-another-name',
      change: (store, corpus) => (store.get(digestOf(corpus, 3)).metadata['signature-algorithm'] = 'NONE'),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    },
  ];
}
